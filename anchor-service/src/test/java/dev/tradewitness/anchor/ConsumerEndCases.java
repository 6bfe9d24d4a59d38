package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.kit.threads.ThreadWatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.kafka.event.ConsumerPausedEvent;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/// The last case of a service: it reads no event afterwards.
abstract class ConsumerEndCases extends AnchorServiceCase {

  @Test
  void aConsumerThatEndsTakesReadinessAlong(
      @Autowired ThreadWatch threads,
      @Autowired ApplicationEventMulticaster events,
      @Autowired ConcurrentMessageListenerContainer<byte[], byte[]> feed) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> get("/actuator/health/readiness").statusCode() == 200);
    events.addApplicationListener(new Fatal());
    feed.pause();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() ->
            assertThat(threads.ended())
                .anyMatch(name -> name.startsWith("consumer ") && name.endsWith("ERROR")));
    assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(503);
  }

  /// Ends a consumer on its own thread, as a class that cannot be loaded does.
  private static final class Fatal implements ApplicationListener<ConsumerPausedEvent> {
    @Override
    public void onApplicationEvent(ConsumerPausedEvent paused) {
      throw new NoClassDefFoundError("a consumer's");
    }
  }
}
