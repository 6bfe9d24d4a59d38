package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.spool.FileSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// When the sender uses the disk, and in which order events leave it.
class SenderDiskTest extends SenderCase {

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

  @Test
  void whatWaitsBehindARequestAtTheEndIsDroppedAndCountedToo() throws Exception {
    log(4);
    turns(); // these are under way
    log(6);
    var promise = new CompletableFuture<Logged>();
    assertThat(buffer.offer(some.next(), promise)).isTrue();
    Files.move(folder.resolve("spool"), folder.resolve("gone")); // every append fails
    sender.finish(Duration.ZERO);
    assertThat(tally.get(Tally.Of.DROPPED)).isEqualTo(11);
    assertThat(outcome(promise)).isEqualTo(new Logged.Unavailable(Logged.Reason.DISK_FULL));
    assertThat(told).contains("dropped 11 of 11");
    assertThat(sender.released()).isEqualTo(11);
  }

  @Test
  void aProducerThatIsTooLateForTheEndIsToldSo() throws IOException {
    List<Event> before = log(2);
    Event late = some.next();
    long place = buffer.claim(); // and its thread is paused
    List<Event> behind = log(2);
    sender.finish(Duration.ZERO);
    assertThat(buffer.publish(place, late, null)).isFalse();
    assertThat(buffer.takenOut()).isEqualTo(5);
    assertThat(spool.read(10, Long.MAX_VALUE)).isEqualTo(joined(before, behind));
    assertThat(tally.get(Tally.Of.DROPPED)).as("its own thread counts it").isZero();
  }

  @Test
  void recordsThatCannotBeReadAreTold() throws IOException {
    spool.append(some.next(2));
    Path file = folder.resolve("spool").resolve("0000000000000001.spool");
    byte[] bytes = Files.readAllBytes(file);
    bytes[30] ^= 1;
    Files.write(file, bytes);
    spool.close();
    open();
    turns();
    assertThat(requests.getFirst()).hasSize(1);
    assertThat(tally.get(Tally.Of.DISK_FAILURE)).isEqualTo(1);
  }
}
