package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An event as it is shown and sent on: the members of its document untouched, and our own
/// `security`.
public final class EventJson {

  private static final String SECURITY = "security";

  /// Where a sender's own `security` is shown, once ours has taken its place.
  private static final String RECEIVED_SECURITY = "received_security";

  private EventJson() {}

  /// The document with `security` put in.
  public static byte[] withSecurity(StoredEvent event, JsonObject security) {
    byte[] document = event.document().bytes();
    if (event.document().carriesSecurity()) {
      return replaced(document, security);
    }
    // A document is one JSON object with members, so its last byte that is not blank closes it.
    int end = document.length - 1;
    while (document[end] != '}') {
      end--;
    }
    byte[] ours = CanonicalJson.asReceived(security);
    byte[] name = ",\"security\":".getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(document, end + name.length + ours.length + 1);
    System.arraycopy(name, 0, whole, end, name.length);
    System.arraycopy(ours, 0, whole, end + name.length, ours.length);
    whole[whole.length - 1] = '}';
    return whole;
  }

  private static byte[] replaced(byte[] document, JsonObject security) {
    try {
      JsonObject received = Json.parseObject(document, JsonLimits.EVENT);
      var shown = JsonObject.builder();
      received.members().forEach((name, value) -> shown.put(nameShown(name), value));
      return CanonicalJson.asReceived(shown.put(SECURITY, security).build());
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("a stored document was read before", e);
    }
  }

  private static String nameShown(String name) {
    return name.equals(SECURITY) ? RECEIVED_SECURITY : name;
  }

  /// What the signature is about: `version` to `signing_key_id` of VCP v1.1, with the hash profile.
  public static JsonObject signature(StoredEvent event) {
    return signed(event).build();
  }

  /// As [#signature], with the event's place and how it was received.
  public static JsonObject security(StoredEvent event) {
    return placed(event).build();
  }

  /// For callers that add members of their own.
  public static JsonObject.Builder placed(StoredEvent event) {
    var security =
        signed(event)
            .put("policy_id", event.at().policyId())
            .put("sequence", event.at().sequence())
            .put("received_at", Rfc3339.text(event.reception().receivedAt()))
            .put("clock_sync_status", event.reception().clock().name())
            .put("source", event.reception().source())
            .put(
                "warnings",
                JsonArray.ofStrings(event.warnings().stream().map(Warning::code).toList()));
    return event.id().assigned()
        ? security.put("assigned_event_id", event.id().value().toString())
        : security;
  }

  private static JsonObject.Builder signed(StoredEvent event) {
    EventSignature signature = event.signature();
    var security =
        JsonObject.builder()
            .put("version", "1.1")
            .put("event_hash", event.document().hash().hex())
            .put("hash_algo", "SHA256")
            .put("hash_profile", event.document().profile().wireName());
    return signature == null
        ? security
            .put("signature", JsonValue.NULL)
            .put("sign_algo", JsonValue.NULL)
            .put("signing_key_id", JsonValue.NULL)
        : security
            .put("signature", signature.base64())
            .put("sign_algo", "ED25519")
            .put("signing_key_id", signature.keyId());
  }
}
