package dev.tradewitness.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitQueueTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CommitQueue queue = new CommitQueue(System::nanoTime);

  @BeforeEach
  void divert() throws InterruptedException {
    queue.openSpool(true);
    queue.awaitSpoolWork(Duration.ZERO);
  }

  @Test
  void theSpoolWaitsWhileThereIsNoRoomForWhatIsDiverted() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      queue.offer(Entries.of("ORD-" + i));
    }
    assertThat(waited(LONG)).isLessThan(LONG);
    assertThat(queue.takeDiverted(1)).isEmpty();
    queue.offer(Entries.of("ORD-3"));
    assertThat(waited(SHORT)).isGreaterThanOrEqualTo(SHORT);
    assertThat(queue.takeDiverted(1 << 20)).hasSize(4);
  }

  @Test
  void theFirstArrivalWakesTheSpool() throws InterruptedException {
    assertThat(waited(SHORT)).isGreaterThanOrEqualTo(SHORT);
    queue.offer(Entries.of("ORD-1"));
    assertThat(waited(LONG)).isLessThan(LONG);
    assertThat(queue.takeDiverted(1 << 20)).hasSize(1);
    queue.offer(Entries.of("ORD-2"));
    assertThat(waited(LONG)).isLessThan(LONG);
  }

  @Test
  void aGroupThatIsDoneOrHasFailedWakesTheSpool() throws InterruptedException {
    queue.settled();
    assertThat(waited(LONG)).isLessThan(LONG);
    queue.failed("away");
    assertThat(waited(LONG)).isLessThan(LONG);
    assertThat(waited(SHORT)).isGreaterThanOrEqualTo(SHORT);
  }

  private Duration waited(Duration patience) throws InterruptedException {
    long before = System.nanoTime();
    queue.awaitSpoolWork(patience);
    return Duration.ofNanos(System.nanoTime() - before);
  }
}
