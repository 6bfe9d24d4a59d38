package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.stream.EventJson;
import dev.tradewitness.capture.stream.SigningKeys;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.util.Base64;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `GET /vcp/streams…` and `GET /vcp/keys`: what the anchor-service repairs gaps from, and anybody
/// checks signatures with.
@RestController
class StreamController {

  private static final int EVENTS_MAX = 1000;
  private static final int EVENTS_DEFAULT = 100;
  private static final int STREAMS_MAX = 5_000;
  private static final int STREAMS_DEFAULT = 1_000;

  private final StreamReader streams;
  private final SigningKeys keys;

  StreamController(StreamReader streams, SigningKeys keys) {
    this.streams = streams;
    this.keys = keys;
  }

  @GetMapping(path = "/vcp/streams", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] streams(@Query({"after", "limit"}) QueryReader query) {
    String after =
        query.read(
            "after",
            "INVALID_PARAMETER",
            "a policy id",
            value -> PolicyId.isValid(value) ? value : null);
    int limit = (int) query.number("limit", 1, STREAMS_MAX, STREAMS_DEFAULT);
    query.requireNoViolation();
    // One more than asked for shows whether there are more.
    var found = streams.streams(after, limit + 1);
    List<JsonObject> shown =
        found.stream()
            .limit(limit)
            .map(stream ->
                JsonObject.builder()
                    .put("policy_id", stream.policyId())
                    .put("head", stream.head())
                    .put("relayed", stream.relayed())
                    .put("conformance_tier", stream.conformanceTier())
                    .put("signing", stream.signing())
                    .build())
            .toList();
    return json(
        JsonObject.builder()
            .put("streams", JsonArray.of(shown))
            .put("truncated", found.size() > limit)
            .build());
  }

  @GetMapping(path = "/vcp/streams/{policyId}/events", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] range(@PathVariable String policyId, @Query({"from", "limit"}) QueryReader query) {
    long from = query.number("from", 0, Long.MAX_VALUE, 0);
    int limit = (int) query.number("limit", 1, EVENTS_MAX, EVENTS_DEFAULT);
    query.requireNoViolation();
    long head =
        streams
            .head(policyId)
            .orElseThrow(() ->
                ProblemException.of(
                    HttpStatus.NOT_FOUND, "STREAM_NOT_FOUND", "There is no such stream"));
    List<StoredEvent> events = streams.range(policyId, from, limit);
    long next = events.isEmpty() ? from : events.getLast().at().sequence() + 1;
    return json(
        JsonObject.builder()
            .put("policy_id", policyId)
            .put("from", from)
            .put("head", Math.max(head, next == from ? head : next))
            .put("next", next)
            .put("events", JsonArray.of(events.stream().map(StreamController::described).toList()))
            .build());
  }

  private static JsonObject described(StoredEvent event) {
    return JsonObject.builder()
        .put("sequence", event.at().sequence())
        .put("event_id", event.id().value().toString())
        .put("event_hash", event.document().hash().hex())
        .put("hash_profile", event.document().profile().wireName())
        .put("conformance_tier", event.tier().name())
        .put("received_at", Rfc3339.text(event.reception().receivedAt()))
        .put("document", Base64.getEncoder().encodeToString(event.document().bytes()))
        .put("security", EventJson.signature(event))
        .build();
  }

  @GetMapping(path = "/vcp/keys", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] keys() {
    List<JsonObject> all =
        keys.all().stream()
            .map(key -> {
              var publicKey = new Ed25519PublicKey(key.publicKey());
              var notAfter = key.notAfter();
              return JsonObject.builder()
                  .put("kty", "OKP")
                  .put("crv", "Ed25519")
                  .put("x", publicKey.jwkX())
                  .put("kid", publicKey.keyId())
                  .put("use", "sig")
                  .put("purpose", "event")
                  .put("not_before", Rfc3339.text(key.notBefore()))
                  .put(
                      "not_after",
                      notAfter == null ? JsonValue.NULL : JsonValue.of(Rfc3339.text(notAfter)))
                  .build();
            })
            .toList();
    return json(JsonObject.builder().put("keys", JsonArray.of(all)).build());
  }

  private static byte[] json(JsonObject object) {
    return CanonicalJson.asReceived(object);
  }
}
