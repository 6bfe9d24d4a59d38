package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How the sender's thread ends.
class SenderThreadTest extends SenderCase {

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void whoEndsAThreadThatIsHeldUpWaitsNoLongerThanItSays() throws Exception {
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    notices =
        new Notices(
            new ClientListener() {
              @Override
              public void requestFailed(String reason) {
                held.countDown();
                awaited(release);
              }
            },
            tally);
    sender = sender();
    var thread = new SenderThread(sender, tally, BOUNDS.linger(), () -> {});
    List<Event> events = log(2);
    thread.start();
    while (answers.isEmpty()) {
      Thread.onSpinWait();
    }
    answers.getFirst().complete(new Answer.Failed("away", Duration.ZERO));
    assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(thread.end(Duration.ofMillis(100))).isFalse();
    release.countDown();
    assertThat(thread.end(LIMIT)).isTrue();
    assertThat(spooled()).isEqualTo(events);
  }

  private List<Event> spooled() throws IOException {
    spool.close();
    open();
    return spool.read(10, Long.MAX_VALUE);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
