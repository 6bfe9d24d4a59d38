package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.util.Arrays;

/// An event as it is shown and sent on: the members of its document untouched, and our own
/// `security`.
public final class EventJson {

  private static final String SECURITY = "security";
  private static final String SEQUENCE = "sequence";

  /// Before the name of a sender's member whose place ours has taken.
  private static final String RECEIVED = "received_";

  private EventJson() {}

  /// The document with `security` put in.
  public static byte[] withSecurity(StoredEvent event, JsonObject security) {
    return with(event, JsonObject.builder().put(SECURITY, security).build());
  }

  /// The document with `security` and the event's number put in.
  public static byte[] withSecurityAndSequence(StoredEvent event, JsonObject security) {
    return with(
        event,
        JsonObject.builder().put(SEQUENCE, event.at().sequence()).put(SECURITY, security).build());
  }

  private static byte[] with(StoredEvent event, JsonObject ours) {
    byte[] document = event.document().bytes();
    if (event.document().carriesReserved()) {
      return replaced(document, ours);
    }
    // A document is one JSON object with members, so its last byte that is not blank closes it, and
    // what ours opens
    // with can become the comma between them.
    int end = document.length - 1;
    while (document[end] != '}') {
      end--;
    }
    byte[] added = CanonicalJson.asReceived(ours);
    byte[] whole = Arrays.copyOf(document, end + added.length);
    System.arraycopy(added, 0, whole, end, added.length);
    whole[end] = ',';
    return whole;
  }

  private static byte[] replaced(byte[] document, JsonObject ours) {
    try {
      JsonObject received = Json.parseObject(document, JsonLimits.EVENT);
      var shown = JsonObject.builder();
      received
          .members()
          .forEach((name, value) -> shown.put(ours.has(name) ? RECEIVED + name : name, value));
      return CanonicalJson.asReceived(shown.putAll(ours.members()).build());
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("a stored document was read before", e);
    }
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
    Hash sourcesDigest = event.reception().sourcesDigest();
    var security =
        signed(event)
            .put("policy_id", event.at().policyId())
            .put("sequence", event.at().sequence())
            .put("received_at", Rfc3339.text(event.reception().receivedAt()))
            .put("clock_sync_status", event.reception().clock().name())
            .put("source", event.reception().source())
            .putIfPresent("sources_digest", sourcesDigest == null ? null : sourcesDigest.hex())
            .put(
                "warnings",
                JsonArray.ofStrings(event.warnings().stream().map(Warning::code).toList()));
    if (event.reception().traceId() != null) {
      security.put("trace_id", event.reception().traceId().toString());
    }
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
