package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What the sender makes of answers.
class SenderTest extends SenderCase {

  @Test
  void eventsGoOutInBatchesOneRequestAtATime() {
    List<Event> events = log(6);
    turns();
    assertThat(requests).containsExactly(events.subList(0, 4));
    answerAll();
    assertThat(requests).hasSize(2).endsWith(events.subList(4, 6));
    answerAll();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(6);
    assertThat(sender.released()).isEqualTo(6);
    assertThat(notices.state()).isEqualTo(ClientState.CONNECTED);
    assertThat(told).containsExactly("DISCONNECTED to CONNECTED");
    assertThat(spool.bytes()).isZero();
  }

  @Test
  void anEventThatCaptureWasTooBusyForIsSentAgainAlone() {
    List<Event> events = log(4);
    var promise = new CompletableFuture<Logged>();
    turns();
    answer(
        new Answer.Judged(
            List.of(stored(0), new Result.Open("overloaded"), stored(1), new Result.Spooled())));
    assertThat(notices.state()).isEqualTo(ClientState.DISCONNECTED);
    later(Duration.ofMillis(100));
    assertThat(requests.getLast()).isEqualTo(events.subList(1, 2));
    answerAll();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(3);
    assertThat(tally.get(Tally.Of.SPOOLED_BY_CAPTURE)).isEqualTo(1);
    assertThat(notices.state()).isEqualTo(ClientState.CONNECTED);
    assertThat(spool.records()).isZero();
    assertThat(promise).isNotDone();
  }

  @Test
  void refusalsAreReportedAndNotSentAgain() {
    List<Event> events = log(2);
    turns();
    answer(
        new Answer.Judged(
            List.of(new Result.Refused(List.of(new Violation("", "ID_REUSED", ""))), stored(0))));
    assertThat(told)
        .containsExactly(
            "refused " + events.getFirst().id() + " ID_REUSED", "DISCONNECTED to CONNECTED");
    turns();
    assertThat(requests).hasSize(1);
    assertThat(tally.get(Tally.Of.REFUSED)).isEqualTo(1);
  }

  @Test
  void aRequestThatCaptureNeverTakesIsHalvedUntilOneEventIsAtFault() {
    List<Event> events = log(4);
    turns();
    var whole = new Answer.Whole(List.of(new Violation("", "BODY_TOO_LARGE", "")));
    answer(whole);
    assertThat(requests.getLast()).isEqualTo(events.subList(0, 2));
    answer(whole);
    assertThat(requests.getLast()).isEqualTo(events.subList(0, 1));
    answer(whole);
    assertThat(told).first().isEqualTo("refused " + events.getFirst().id() + " BODY_TOO_LARGE");
    assertThat(requests.getLast()).isEqualTo(events.subList(1, 4));
    answerAll();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(3);
  }

  @Test
  void anEventThatSomethingOnTheWayRefusesIsSetAsideOnceCaptureAnswersWithoutIt() throws Exception {
    List<Event> events = log(2);
    turns();
    var blocked = new Answer.Blocked(413, Duration.ZERO);
    var captures = new Answer.Whole(List.of(new Violation("", "BATCH_REFUSED", "")));
    answer(blocked);
    assertThat(requests.getLast()).as("asks without events").isEmpty();
    answer(captures);
    for (int i = 1; i <= 3; i++) {
      assertThat(requests.getLast()).isEqualTo(events.subList(0, 1));
      assertThat(tally.get(Tally.Of.REFUSED)).isZero();
      answer(blocked);
      answer(captures);
      assertThat(tally.get(Tally.Of.REQUEST_FAILED)).isEqualTo(Math.min(i, 2));
      later(Duration.ofSeconds(1));
    }
    assertThat(told).contains("refused " + events.getFirst().id() + " HTTP_413");
    assertThat(Files.readString(folder.resolve("spool").resolve("refused.ndjson")))
        .startsWith("{\"code\":\"HTTP_413\",\"event_id\":\"" + events.getFirst().id())
        .hasLineCount(1);
    assertThat(tally.get(Tally.Of.SET_ASIDE)).isEqualTo(1);
    assertThat(notices.failure()).isNull();
    assertThat(requests.getLast()).isEqualTo(events.subList(1, 2));
    answerAll();
    assertThat(spool.records()).isZero();
  }

  @Test
  void whatRefusesEveryRequestIsNamedAndRefusesNoEvent() {
    List<Event> events = log(1);
    turns();
    for (int i = 0; i < 10; i++) {
      answer(new Answer.Blocked(403, Duration.ZERO));
      answer(new Answer.Blocked(403, Duration.ZERO));
      assertThat(notices.state()).isEqualTo(ClientState.DISCONNECTED);
      assertThat(notices.failure())
          .isEqualTo("HTTP 403, not from capture; without events: HTTP 403");
      later(Duration.ofSeconds(1));
      assertThat(requests.getLast()).isEqualTo(events);
    }
    assertThat(tally.get(Tally.Of.REFUSED)).isZero();
    answerAll();
    assertThat(notices.failure()).isNull();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(1);
  }

  /// It lets requests without a body through, so that each event alone seems to be at fault.
  @Test
  void whatRefusesEveryEventCostsThreeAtMost() {
    List<Event> events = log(8);
    turns();
    for (int i = 0; i < 60; i++) {
      answer(
          requests.getLast().isEmpty()
              ? new Answer.Judged(List.of())
              : new Answer.Blocked(403, Duration.ZERO));
      later(Duration.ofSeconds(1));
    }
    assertThat(tally.get(Tally.Of.REFUSED)).isEqualTo(3);
    assertThat(notices.state()).isEqualTo(ClientState.DISCONNECTED);
    assertThat(notices.failure())
        .isEqualTo("HTTP 403 for one event, not from capture; nor for the 3 before it");
    if (requests.getLast().isEmpty()) {
      answer(new Answer.Judged(List.of()));
      later(Duration.ofSeconds(1));
    }
    assertThat(requests.getLast()).isEqualTo(events.subList(3, 4));
    for (int i = 0; i < 5 && tally.get(Tally.Of.STORED) < 5; i++) {
      answerAll();
    }
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(5);
  }

  @Test
  void anEventThatCannotBeSetAsideIsKept() throws Exception {
    List<Event> events = log(1);
    Files.createDirectory(folder.resolve("spool").resolve("refused.ndjson")); // cannot be written
    turns();
    for (int i = 0; i < 5; i++) {
      answer(new Answer.Blocked(413, Duration.ZERO));
      answer(new Answer.Judged(List.of()));
      later(Duration.ofSeconds(2));
    }
    assertThat(tally.get(Tally.Of.REFUSED)).isZero();
    assertThat(tally.get(Tally.Of.DISK_FAILURE)).isPositive();
    assertThat(notices.failure())
        .isEqualTo("HTTP 413 for one event, not from capture; it cannot be set aside");
    assertThat(requests.getLast()).isEqualTo(events);
    answerAll();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(1);
  }

  @Test
  void anAnswerThatNeverComesIsGivenUpAndCancelled() {
    log(1);
    turns();
    now += BOUNDS.requestTimeout().toNanos() - 1;
    assertThat(sender.turn()).isFalse();
    now += 1;
    assertThat(sender.turn()).isTrue();
    assertThat(answers.getFirst()).isCancelled();
    assertThat(spool.records()).isEqualTo(1);
    later(Duration.ofMillis(100));
    answerAll();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(1);
    assertThat(tally.get(Tally.Of.REQUEST_FAILED)).isEqualTo(1);
  }

  @Test
  void whoWaitsLearnsTheOutcome() throws Exception {
    var promises = new ArrayList<CompletableFuture<Logged>>();
    for (int i = 0; i < 4; i++) {
      promises.add(new CompletableFuture<>());
      buffer.offer(some.next(), promises.get(i));
    }
    turns();
    var violations = List.of(new Violation("", "MISSING", ""));
    answer(
        new Answer.Judged(
            List.of(
                stored(5),
                new Result.Refused(violations),
                new Result.Spooled(),
                new Result.Open("unavailable"))));
    assertThat(outcome(promises.get(0))).isEqualTo(new Logged.Stored(5, new Hash(new byte[32])));
    assertThat(outcome(promises.get(1))).isEqualTo(new Logged.Refused(violations));
    assertThat(outcome(promises.get(2))).isEqualTo(new Logged.Spooled(Logged.Disk.CAPTURE));
    assertThat(outcome(promises.get(3))).isEqualTo(new Logged.Spooled(Logged.Disk.CLIENT));
  }

  @Test
  void aListenerThatThrowsIsCountedAndHoldsNothingUp() {
    notices =
        new Notices(
            new ClientListener() {
              @Override
              public void stateChanged(ClientState from, ClientState to) {
                throw new IllegalStateException("thrown by the test's listener");
              }

              @Override
              public void requestFailed(String reason) {
                throw new StackOverflowError();
              }
            },
            tally);
    sender = sender();
    log(1);
    turns();
    answer(new Answer.Failed("away", Duration.ZERO));
    later(Duration.ofMillis(100));
    answerAll();
    assertThat(tally.get(Tally.Of.STORED)).isEqualTo(1);
    assertThat(tally.get(Tally.Of.LISTENER_FAILURE)).isEqualTo(2);
    assertThat(notices.state()).isEqualTo(ClientState.CONNECTED);
  }
}
