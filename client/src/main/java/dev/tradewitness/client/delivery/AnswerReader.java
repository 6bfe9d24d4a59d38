package dev.tradewitness.client.delivery;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads answers of `POST /vcp/log/batch`. An answer that is not understood leaves every event
/// open: sending it again is harmless, forgetting it is not.
final class AnswerReader {

  private static final Pattern SEQUENCE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern HEX_HASH = Pattern.compile("[0-9a-f]{64}");

  private AnswerReader() {}

  /// @param events those of the request, in its order
  static Answer read(int status, Duration retryAfter, byte[] body, List<Event> events) {
    if (status == 413) {
      return tooLarge(body, events.size(), retryAfter);
    }
    JsonObject json;
    try {
      json = JsonText.parseObject(body, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      return new Answer.Failed("HTTP %d, not JSON: %s".formatted(status, e.code()), retryAfter);
    }
    if (status == 200) {
      return judged(json, events);
    }
    String code = json.string("code");
    if (status == 400 && code != null && code.equals("BATCH_REFUSED")) {
      return new Answer.Whole(violations(json, code));
    }
    return new Answer.Failed("HTTP %d %s".formatted(status, code), retryAfter);
  }

  /// Also a proxy's, whose body is no problem of ours: a smaller request may pass. Only capture can
  /// say that it never takes an event, so a proxy's refusal of a single one leaves it open.
  private static Answer tooLarge(byte[] body, int events, Duration retryAfter) {
    String code = code(body);
    if (code == null && events == 1) {
      return new Answer.Failed("HTTP 413 for one event, not from capture", retryAfter);
    }
    return new Answer.Whole(List.of(new Violation("", code == null ? "BODY_TOO_LARGE" : code, "")));
  }

  private static @Nullable String code(byte[] body) {
    try {
      return JsonText.parseObject(body, JsonLimits.EVENT).string("code");
    } catch (JsonRefusedException e) {
      return null;
    }
  }

  private static Answer judged(JsonObject json, List<Event> events) {
    JsonArray results = json.array("results");
    if (results == null || results.size() != events.size()) {
      return notUnderstood("not one result for each of %d events".formatted(events.size()));
    }
    var read = new ArrayList<Result>(events.size());
    for (JsonValue element : results.elements()) {
      if (!(element instanceof JsonObject result)
          || !Integer.toString(read.size()).equals(result.text("index"))) {
        return notUnderstood("result %d is not where it must be".formatted(read.size()));
      }
      read.add(
          isAboutAnother(result, events.get(read.size()))
              ? new Result.Open("an answer about another event")
              : result(result));
    }
    return new Answer.Judged(read);
  }

  private static Answer notUnderstood(String why) {
    return new Answer.Failed("answer not understood: " + why, Duration.ZERO);
  }

  /// Something between client and service may have mixed up answers; the event may not be stored.
  private static boolean isAboutAnother(JsonObject result, Event event) {
    String id = result.string("event_id");
    // An event made with an id that its text does not have would be waited for without an end.
    return id != null && !id.equalsIgnoreCase(event.id().toString()) && !event.isNamed(id);
  }

  private static Result result(JsonObject json) {
    String status = json.string("status");
    return switch (status) {
      case "ok", "duplicate" -> stored(json, status);
      case "spooled" -> new Result.Spooled();
      case "refused" -> new Result.Refused(violations(json, "REFUSED"));
      case "conflict" -> new Result.Refused(violations(json, "ID_REUSED"));
      case null, default -> new Result.Open(String.valueOf(status));
    };
  }

  private static Result stored(JsonObject json, String status) {
    String sequence = json.text("sequence");
    String hash = json.string("event_hash");
    if (sequence == null
        || !SEQUENCE.matcher(sequence).matches()
        || hash == null
        || !HEX_HASH.matcher(hash).matches()) {
      return new Result.Open(status + " without sequence or hash");
    }
    return new Result.Stored(
        Long.parseLong(sequence), Hash.ofHex(hash), status.equals("duplicate"));
  }

  /// At least one: a refusal without a reason is named by its code.
  private static List<Violation> violations(JsonObject json, String code) {
    var violations = new ArrayList<Violation>();
    JsonArray array = json.array("violations");
    if (array != null) {
      for (JsonValue element : array.elements()) {
        if (element instanceof JsonObject violation) {
          violations.add(
              new Violation(
                  orEmpty(violation.string("pointer")),
                  orEmpty(violation.string("code")),
                  orEmpty(violation.string("message"))));
        }
      }
    }
    if (violations.isEmpty()) {
      violations.add(new Violation("", code, ""));
    }
    return violations;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
