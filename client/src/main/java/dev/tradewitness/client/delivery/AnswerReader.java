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
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads answers of `POST /vcp/log/batch`. An answer that is not understood leaves every event
/// open: sending it again is harmless, forgetting it is not.
final class AnswerReader {

  private static final Pattern SEQUENCE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern HEX_HASH = Pattern.compile("[0-9a-f]{64}");

  /// How capture says that it takes no such request.
  private static final Map<Integer, Set<String>> WHOLE =
      Map.of(400, Set.of("BATCH_REFUSED"), 413, Set.of("BODY_TOO_LARGE", "TOO_MANY_EVENTS"));

  /// Address and login (401, 404, 405, 407, 421, 426), and the moment (408, 425, 429).
  private static final Set<Integer> NOT_ABOUT_EVENTS =
      Set.of(401, 404, 405, 407, 408, 421, 425, 426, 429);

  private AnswerReader() {}

  /// @param events those of the request, in its order
  static Answer read(int status, Duration retryAfter, byte[] body, List<Event> events) {
    JsonObject json;
    try {
      json = JsonText.parseObject(body, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      return failed(status, ", not JSON: " + e.code(), retryAfter);
    }
    if (status == 200) {
      return judged(json, events);
    }
    String code = json.string("code");
    if (code != null && WHOLE.getOrDefault(status, Set.of()).contains(code)) {
      return new Answer.Whole(violations(json, code));
    }
    return "BODY_INCOMPLETE".equals(code)
        ? new Answer.Failed("HTTP %d %s".formatted(status, code), retryAfter)
        : failed(status, " " + code, retryAfter);
  }

  /// An answer that is not capture's last word. Refusals that a content can be the reason of are
  /// [Answer.Blocked]; those of the address, the login or the moment are not about any event.
  private static Answer failed(int status, String what, Duration retryAfter) {
    return status >= 400 && status < 500 && !NOT_ABOUT_EVENTS.contains(status)
        ? new Answer.Blocked(status, retryAfter)
        : new Answer.Failed("HTTP " + status + what, retryAfter);
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
