package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The answers are texts of the forms that docs/capture.md names.
class AnswerReaderTest {

  private static final String HASH = "5f".repeat(32);
  private static final List<Event> EVENTS = new SomeEvents(2).next(10);
  private static final Duration ASKED = Duration.ofSeconds(2);

  @Test
  void everyResultOfABatchIsLookedAt() {
    String answer =
        """
        {"accepted":1,"duplicates":1,"spooled":1,"refused":2,"unavailable":2,"results":[
         {"index":0,"status":"ok","event_id":"%2$s","event_hash":"%1$s","policy_id":"p","sequence":7},
         {"index":1,"status":"duplicate","event_hash":"%1$s","sequence":0},
         {"index":2,"status":"spooled","event_hash":"%1$s"},
         {"index":3,"status":"refused",
          "violations":[{"pointer":"/header","code":"MISSING","message":"no header"}]},
         {"index":4,"status":"conflict","violations":[]},
         {"index":5,"status":"overloaded"},
         {"index":6,"status":"unavailable"},
         {"index":7,"status":"another word"},
         {"index":8,"status":"ok","sequence":7},
         {"index":9,"status":"ok","event_id":"%2$s","event_hash":"%1$s","sequence":7}]}
        """
            .formatted(HASH, EVENTS.getFirst().id().toString().toUpperCase(Locale.ROOT));
    assertThat(read(200, answer, 10))
        .isEqualTo(
            new Answer.Judged(
                List.of(
                    new Result.Stored(7, Hash.ofHex(HASH), false),
                    new Result.Stored(0, Hash.ofHex(HASH), true),
                    new Result.Spooled(),
                    new Result.Refused(List.of(new Violation("/header", "MISSING", "no header"))),
                    new Result.Refused(List.of(new Violation("", "ID_REUSED", ""))),
                    new Result.Open("overloaded"),
                    new Result.Open("unavailable"),
                    new Result.Open("another word"),
                    new Result.Open("ok without sequence or hash"),
                    new Result.Open("an answer about another event"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"results\":[]}",
        "{\"results\":[{\"index\":0,\"status\":\"ok\"}]}",
        "{\"results\":[{\"index\":0,\"status\":\"ok\"},{\"index\":0,\"status\":\"ok\"}]}",
        "{\"results\":[{\"index\":1,\"status\":\"ok\"},{\"index\":0,\"status\":\"ok\"}]}",
        "{\"results\":[null,null]}",
        "{\"results\":[{\"index\":0},{\"index\":1},{\"index\":2}]}"
      })
  void anAnswerThatIsNotUnderstoodLeavesEveryEventOpen(String answer) {
    assertThat(read(200, answer, 2)).isInstanceOf(Answer.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BATCH_REFUSED", "TOO_MANY_EVENTS", "BODY_TOO_LARGE"})
  void aRequestThatCaptureNeverTakesIsTold(String code) {
    int status = code.equals("BATCH_REFUSED") ? 400 : 413;
    assertThat(read(status, "{\"code\":\"%s\"}".formatted(code), 3))
        .isEqualTo(new Answer.Whole(List.of(new Violation("", code, ""))));
  }

  @Test
  void aRefusalThatIsNotCapturesIsOneOnTheWay() {
    for (int status : new int[] {400, 403, 406, 411, 413, 414, 415, 422, 431, 451}) {
      for (String body : List.of("", "<html>proxy</html>", "{}", "[]", "{\"code\":7}")) {
        assertThat(read(status, body, 3))
            .as("%d %s", status, body)
            .isEqualTo(new Answer.Blocked(status, ASKED));
      }
      assertThat(read(status, "{\"code\":\"E1\"}", 1)).isEqualTo(new Answer.Blocked(status, ASKED));
    }
  }

  @Test
  void aRefusalOfTheAddressOrTheLoginIsAboutNoEvent() {
    for (int status : new int[] {401, 404, 405, 407, 408, 421, 425, 426, 429}) {
      assertThat(read(status, "<html>proxy</html>", 1))
          .isEqualTo(new Answer.Failed("HTTP %d, not JSON: NOT_JSON".formatted(status), ASKED));
      assertThat(read(status, "{\"code\":\"E1\"}", 1))
          .isEqualTo(new Answer.Failed("HTTP %d E1".formatted(status), ASKED));
    }
  }

  @Test
  void anEventWhoseTextHasAnotherIdIsSettledByThatId() {
    Event event = EVENTS.getFirst();
    byte[] text = new byte[event.bytes()];
    event.text().get(text);
    Event wrong = Event.of(EVENTS.getLast().id(), text);
    String answer =
        """
        {"results":[{"index":0,"status":"ok","event_id":"%s","event_hash":"%s","sequence":7}]}\
        """;
    assertThat(read(answer.formatted(event.id(), HASH), wrong))
        .isEqualTo(new Answer.Judged(List.of(new Result.Stored(7, Hash.ofHex(HASH), false))));
    assertThat(read(answer.formatted(EVENTS.get(1).id(), HASH), wrong))
        .isEqualTo(new Answer.Judged(List.of(new Result.Open("an answer about another event"))));
  }

  private static Answer read(String body, Event event) {
    return AnswerReader.read(200, ASKED, body.getBytes(StandardCharsets.UTF_8), List.of(event));
  }

  @Test
  void otherAnswersSpeakOfTheMoment() {
    for (int status : new int[] {204, 301, 500, 502, 503}) {
      assertThat(read(status, "<html>proxy</html>", 1)).isInstanceOf(Answer.Failed.class);
    }
    for (int status : new int[] {400, 503}) {
      assertThat(read(status, "{\"code\":\"BODY_INCOMPLETE\"}", 1))
          .isEqualTo(new Answer.Failed("HTTP %d BODY_INCOMPLETE".formatted(status), ASKED));
    }
  }

  private static Answer read(int status, String body, int events) {
    return AnswerReader.read(
        status, ASKED, body.getBytes(StandardCharsets.UTF_8), EVENTS.subList(0, events));
  }
}
