package dev.tradewitness.capture.relay;

import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Starts the relay before the committer and stops it after: nothing is committed that it would not
/// see.
final class RelayLifecycle implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RelayLifecycle.class);
  private static final int PHASE = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final StreamRelay relay;
  private final RelayHeads heads;
  private final RelayLeases leases;
  private final Producer<byte[], byte[]> producer;
  private final Duration renewal;
  private @Nullable ScheduledExecutorService renewing;

  RelayLifecycle(
      StreamRelay relay,
      RelayHeads heads,
      RelayLeases leases,
      Producer<byte[], byte[]> producer,
      Duration renewal) {
    this.relay = relay;
    this.heads = heads;
    this.leases = leases;
    this.producer = producer;
    this.renewal = renewal;
  }

  @Override
  public synchronized void start() {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("relay-lease").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(this::renew), 0, renewal.toMillis(), TimeUnit.MILLISECONDS);
    renewing = timer;
    heads.start();
    relay.start();
  }

  private void renew() {
    try {
      leases.renew();
    } catch (RuntimeException e) {
      // An exception would end the schedule, and with it the relay.
      log.atError().setCause(e).log("lease renewal failed");
    }
  }

  @Override
  public synchronized void stop() {
    try {
      relay.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    heads.stop();
    if (renewing != null) {
      renewing.close();
      renewing = null;
    }
    leases.releaseAll();
    producer.close(CLOSE_PATIENCE);
  }

  @Override
  public synchronized boolean isRunning() {
    return renewing != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
