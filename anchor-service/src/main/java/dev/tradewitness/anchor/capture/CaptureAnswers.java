package dev.tradewitness.anchor.capture;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads capture's answers and believes no hash in them: each is recomputed from its document.
final class CaptureAnswers {

  private CaptureAnswers() {}

  static JsonObject object(byte[] body) {
    try {
      return Json.parseObject(body, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new CaptureContradictionException("capture's answer is not JSON: " + e.getMessage());
    }
  }

  /// Whether a 404 is about the stream and not, for example, about the address.
  static boolean isUnknownStream(byte[] problem) {
    try {
      return "STREAM_NOT_FOUND".equals(Json.parseObject(problem, JsonLimits.EVENT).string("code"));
    } catch (JsonRefusedException e) {
      return false;
    }
  }

  /// @param next the name behind which the next page begins; null after the last page
  record StreamPage(List<CapturedStream> streams, @Nullable String next) {}

  /// @param limit that was asked for; a full page has a next one, whatever the answer says of it
  static StreamPage streams(byte[] body, int limit) {
    JsonObject answer = object(body);
    List<JsonObject> listed = objects(answer, "streams");
    var streams = new ArrayList<CapturedStream>();
    for (JsonObject stream : listed) {
      String policyId = required(stream, "policy_id");
      if (PolicyId.isValid(policyId)) {
        streams.add(new CapturedStream(new PolicyId(policyId), number(stream, "head")));
      }
    }
    boolean goesOn = listed.size() >= limit || JsonValue.of(true).equals(answer.get("truncated"));
    return new StreamPage(
        streams, goesOn && !listed.isEmpty() ? required(listed.getLast(), "policy_id") : null);
  }

  /// Events of a range, each in its place: `from`, `from + 1` and so on, at most `limit`.
  static List<CapturedEvent> events(byte[] body, long from, long limit) {
    var events = new ArrayList<CapturedEvent>();
    for (JsonObject event : objects(object(body), "events")) {
      if (events.size() >= limit) {
        throw new CaptureContradictionException(
            "more than the %d events from %d that were asked for".formatted(limit, from));
      }
      CapturedEvent captured = event(event);
      if (captured.sequence() != from + events.size()) {
        throw new CaptureContradictionException(
            "sequence %d where %d was asked for"
                .formatted(captured.sequence(), from + events.size()));
      }
      events.add(captured);
    }
    return events;
  }

  private static CapturedEvent event(JsonObject wire) {
    long sequence = number(wire, "sequence");
    try {
      Hash stated = Hash.ofHex(required(wire, "event_hash"));
      byte[] document = Base64.getDecoder().decode(required(wire, "document"));
      Hash computed = recompute(required(wire, "hash_profile"), document);
      if (!computed.equals(stated)) {
        throw new CaptureContradictionException(
            "sequence %d is said to hash to %s, its document hashes to %s"
                .formatted(sequence, stated, computed));
      }
      return new CapturedEvent(
          sequence,
          UUID.fromString(required(wire, "event_id")),
          computed,
          wire,
          Rfc3339.micros(Instant.parse(required(wire, "received_at"))),
          document);
    } catch (IllegalArgumentException | DateTimeParseException | JsonRefusedException e) {
      throw new CaptureContradictionException(
          "sequence %d cannot be read: %s".formatted(sequence, e.getMessage()));
    }
  }

  private static Hash recompute(String profileName, byte[] document) throws JsonRefusedException {
    HashProfile profile =
        HashProfile.ofWireName(profileName)
            .orElseThrow(() -> new IllegalArgumentException("unknown profile " + profileName));
    return profile.hash(Json.parseObject(document, JsonLimits.EVENT));
  }

  static List<JsonObject> objects(JsonObject answer, String member) {
    JsonArray array = answer.array(member);
    if (array == null) {
      throw new CaptureContradictionException("capture's answer has no array " + member);
    }
    var objects = new ArrayList<JsonObject>();
    for (JsonValue value : array.elements()) {
      if (!(value instanceof JsonObject object)) {
        throw new CaptureContradictionException(member + " holds something that is no object");
      }
      objects.add(object);
    }
    return objects;
  }

  private static String required(JsonObject object, String member) {
    return present(object.string(member), member);
  }

  private static long number(JsonObject object, String member) {
    String text = present(object.text(member), member);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new CaptureContradictionException(member + " is no integer");
    }
  }

  private static String present(@Nullable String text, String member) {
    if (text == null) {
      throw new CaptureContradictionException("capture's answer has no " + member);
    }
    return text;
  }
}
