package dev.tradewitness.capture.health;

import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/// Asks Kafka now and then whether it is there.
final class KafkaWatch implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin admin;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kafka-watch").factory());

  private volatile boolean answers;

  KafkaWatch(Admin admin, Duration interval) {
    this.admin = admin;
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(this::look), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean answers() {
    return answers;
  }

  private void look() {
    try {
      answers =
          !admin
              .describeCluster()
              .nodes()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .isEmpty();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      answers = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
