package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sender's decisions: answers are values that the test gives, and time goes only when the test
/// says so. What capture really answers is shown by ClientIT.
class SenderTest {

  private static final DeliveryBounds BOUNDS =
      new DeliveryBounds(
          16,
          1024 * 1024,
          4,
          1024 * 1024,
          Duration.ofMillis(1),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));
  private static final SpoolBounds SPOOL = new SpoolBounds(1024 * 1024, 64 * 1024);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final SomeEvents some = new SomeEvents(3);
  private final Tally tally = new Tally();
  private final List<String> told = new ArrayList<>();
  private final List<List<Event>> requests = new ArrayList<>();
  private final List<CompletableFuture<Answer>> answers = new ArrayList<>();
  private final EventBuffer buffer = new EventBuffer(BOUNDS.bufferEvents(), BOUNDS.bufferBytes());
  private long now = Long.MAX_VALUE - 1000; // a clock that wraps must not matter
  private Notices notices = new Notices(listener(), tally);
  private FileSpool spool;
  private Sender sender;

  @BeforeEach
  void open() throws IOException {
    spool = FileSpool.open(folder.resolve("spool"), SPOOL);
    sender = sender();
  }

  @AfterEach
  void close() throws IOException {
    spool.close();
  }

  private Sender sender() {
    return new Sender(
        buffer,
        new Shelf(spool, notices, () -> now),
        this::send,
        BOUNDS,
        new Backoff(BOUNDS.backoffFirst(), BOUNDS.backoffMax(), new SplittableRandom(1)),
        notices,
        () -> now);
  }

  private CompletableFuture<Answer> send(List<Event> events) {
    requests.add(events);
    answers.add(new CompletableFuture<>());
    return answers.getLast();
  }

  private ClientListener listener() {
    return new ClientListener() {
      @Override
      public void stateChanged(ClientState from, ClientState to) {
        told.add(from + " to " + to);
      }

      @Override
      public void refused(Event event, List<Violation> violations) {
        told.add("refused " + event.id() + " " + violations.getFirst().code());
      }

      @Override
      public void dropped(long events, long total) {
        told.add("dropped %d of %d".formatted(events, total));
      }
    };
  }

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
  void afterAFailureEventsGoToTheDiskAndOutAgainInOrder() {
    List<Event> events = log(6);
    turns();
    answer(new Answer.Failed("away", Duration.ZERO));
    assertThat(notices.state()).isEqualTo(ClientState.DISCONNECTED);
    assertThat(spool.records()).isEqualTo(6);
    assertThat(sender.released()).isEqualTo(6);
    events.addAll(log(3));
    turns();
    assertThat(spool.records()).isEqualTo(9);
    assertThat(requests).as("nothing is sent before the wait is over").hasSize(1);
    later(Duration.ofMillis(100));
    assertThat(requests).hasSize(2);
    List<Event> sent = answerAllUntilQuiet(1);
    assertThat(sent).isEqualTo(events);
    assertThat(spool.records()).isZero();
    assertThat(spool.bytes()).isZero();
    assertThat(told).containsExactly("DISCONNECTED to CONNECTED");
  }

  @Test
  void whatAnEarlierProcessLeftGoesOutFirstWithItsOwnIds() throws IOException {
    List<Event> earlier = some.next(5);
    spool.append(earlier);
    spool.close();
    open();
    List<Event> events = log(2);
    turns();
    List<Event> sent = answerAllUntilQuiet(0);
    assertThat(sent).containsExactlyElementsOf(joined(earlier, events));
  }

  @Test
  void whileAnAnswerIsOutTheBufferIsEmptiedToTheDisk() {
    List<Event> events = log(4);
    turns();
    assertThat(requests).hasSize(1);
    events.addAll(log(9)); // more than half of 16
    turns();
    assertThat(spool.records()).as("those under way, and all behind them").isEqualTo(13);
    assertThat(buffer.takenOut()).isEqualTo(13);
    answerAll();
    assertThat(spool.records()).isEqualTo(9);
    answerAllUntilQuiet(1);
    assertThat(requests.stream().flatMap(List::stream).toList()).isEqualTo(events);
    assertThat(spool.records()).isZero();
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
  void aBatchStaysOnTheDiskUntilItsLastEventIsSettled() throws IOException {
    List<Event> events = some.next(3);
    spool.append(events);
    turns();
    answer(new Answer.Judged(List.of(stored(0), new Result.Open("overloaded"), stored(1))));
    spool.close(); // as a process that is killed here leaves it
    spool = FileSpool.open(folder.resolve("spool"), SPOOL);
    assertThat(spool.read(10, Long.MAX_VALUE)).isEqualTo(events);
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
  void eventsAreDroppedOnlyWhenBufferAndDiskAreFullAndEachIsCounted() {
    Event big = some.ofNote("x".repeat(60_000));
    int logged = 0;
    log(1);
    turns();
    answer(new Answer.Failed("away", Duration.ZERO));
    while (logged < 100 && buffer.offer(big, null)) {
      logged++;
      turns();
    }
    assertThat(spool.bytes()).isGreaterThan(SPOOL.bytesMax() - 70_000);
    for (int i = 0; i < 3; i++) {
      assertThat(buffer.offer(big, null)).isFalse();
      tally.add(Tally.Of.DROPPED);
    }
    turns();
    assertThat(notices.state()).isEqualTo(ClientState.OVERFLOW);
    assertThat(told).contains("dropped 3 of 3", "DISCONNECTED to OVERFLOW");
    assertThat(tally.get(Tally.Of.DISK_FAILURE)).as("told once, not each turn").isEqualTo(1);
    later(Duration.ofMillis(100));
    List<Event> sent = answerAllUntilQuiet(1);
    assertThat(sent).hasSize(1 + logged);
    assertThat(notices.state()).isEqualTo(ClientState.CONNECTED);
    assertThat(told).last().isEqualTo("OVERFLOW to CONNECTED");
    assertThat(spool.records()).isZero();
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

  @Test
  void theEndPutsEverythingOnTheDiskInOrder() throws IOException {
    List<Event> events = log(4);
    turns();
    events.addAll(log(5));
    sender.finish(Duration.ofSeconds(1));
    assertThat(answers.getFirst()).isCancelled();
    assertThat(buffer.offer(some.next(), null)).isFalse();
    assertThat(tally.get(Tally.Of.DROPPED)).isZero();
    spool.close();
    spool = FileSpool.open(folder.resolve("spool"), SPOOL);
    assertThat(spool.read(100, Long.MAX_VALUE)).isEqualTo(events);
  }

  @Test
  void whatTheDiskDoesNotTakeAtTheEndIsDroppedAndCounted() throws Exception {
    Event big = some.ofNote("x".repeat(60_000));
    while (spool.append(List.of(big))) {
      assertThat(spool.records()).isLessThan(100);
    }
    var promise = new CompletableFuture<Logged>();
    for (int i = 0; i < 9; i++) {
      buffer.offer(big, i == 8 ? promise : null);
    }
    sender =
        new Sender(
            buffer,
            new Shelf(spool, notices, () -> now += 1_000_000),
            this::send,
            BOUNDS,
            new Backoff(BOUNDS.backoffFirst(), BOUNDS.backoffMax(), new SplittableRandom(1)),
            notices,
            () -> now += 1_000_000);
    sender.finish(Duration.ofSeconds(1));
    assertThat(tally.get(Tally.Of.DROPPED)).isEqualTo(9);
    assertThat(outcome(promise)).isEqualTo(new Logged.Unavailable(Logged.Reason.DISK_FULL));
    assertThat(told).contains("dropped 9 of 9");
  }

  private List<Event> log(int count) {
    List<Event> events = some.next(count);
    events.forEach(event -> assertThat(buffer.offer(event, null)).isTrue());
    return events;
  }

  private void turns() {
    for (int i = 0; sender.turn(); i++) {
      assertThat(i).as("turns without an end").isLessThan(1000);
    }
  }

  private void later(Duration time) {
    now += time.toNanos();
    turns();
  }

  private void answer(Answer answer) {
    answers.getLast().complete(answer);
    turns();
  }

  private void answerAll() {
    answer(new Answer.Judged(requests.getLast().stream().<Result>map(_ -> stored(0)).toList()));
  }

  /// Answers every request, and gives the events of those from a number on.
  private List<Event> answerAllUntilQuiet(int from) {
    while (!answers.getLast().isDone()) {
      answerAll();
    }
    return requests.subList(from, requests.size()).stream().flatMap(List::stream).toList();
  }

  private static Result stored(long sequence) {
    return new Result.Stored(sequence, new Hash(new byte[32]), false);
  }

  private static Logged outcome(CompletableFuture<Logged> promise) throws Exception {
    return promise.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<Event> joined(List<Event> first, List<Event> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
