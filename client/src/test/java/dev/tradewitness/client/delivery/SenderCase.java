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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A sender whose answers are values that the test gives, and whose time goes only when the test
/// says so. What capture really answers is shown by ClientIT.
abstract class SenderCase {

  static final DeliveryBounds BOUNDS =
      new DeliveryBounds(
          16,
          1024 * 1024,
          4,
          1024 * 1024,
          Duration.ofMillis(1),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));
  static final SpoolBounds SPOOL = new SpoolBounds(1024 * 1024, 64 * 1024);
  static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  final SomeEvents some = new SomeEvents(3);
  final Tally tally = new Tally();
  final List<String> told = new ArrayList<>();
  final List<List<Event>> requests = new CopyOnWriteArrayList<>();
  final List<CompletableFuture<Answer>> answers = new CopyOnWriteArrayList<>();
  final EventBuffer buffer = new EventBuffer(BOUNDS.bufferEvents(), BOUNDS.bufferBytes());
  long now = Long.MAX_VALUE - 1000; // a clock that wraps must not matter
  Notices notices = new Notices(listener(), tally);
  FileSpool spool;
  Sender sender;

  @BeforeEach
  void open() throws IOException {
    spool = FileSpool.open(folder.resolve("spool"), SPOOL);
    sender = sender();
  }

  @AfterEach
  void close() throws IOException {
    spool.close();
  }

  Sender sender() {
    return new Sender(
        buffer,
        new Shelf(spool, notices, () -> now),
        this::send,
        BOUNDS,
        new Backoff(BOUNDS.backoffFirst(), BOUNDS.backoffMax(), new SplittableRandom(1)),
        notices,
        () -> now);
  }

  CompletableFuture<Answer> send(List<Event> events) {
    requests.add(events);
    answers.add(new CompletableFuture<>());
    return answers.getLast();
  }

  ClientListener listener() {
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

  List<Event> log(int count) {
    List<Event> events = some.next(count);
    events.forEach(event -> assertThat(buffer.offer(event, null)).isTrue());
    return events;
  }

  void turns() {
    for (int i = 0; sender.turn(); i++) {
      assertThat(i).as("turns without an end").isLessThan(1000);
    }
  }

  void later(Duration time) {
    now += time.toNanos();
    turns();
  }

  void answer(Answer answer) {
    answers.getLast().complete(answer);
    turns();
  }

  void answerAll() {
    answer(new Answer.Judged(requests.getLast().stream().<Result>map(_ -> stored(0)).toList()));
  }

  /// Answers every request, and gives the events of those from a number on.
  List<Event> answerAllUntilQuiet(int from) {
    while (!answers.getLast().isDone()) {
      answerAll();
    }
    return requests.subList(from, requests.size()).stream().flatMap(List::stream).toList();
  }

  static Result stored(long sequence) {
    return new Result.Stored(sequence, new Hash(new byte[32]), false);
  }

  static Logged outcome(CompletableFuture<Logged> promise) throws Exception {
    return promise.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  static List<Event> joined(List<Event> first, List<Event> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
