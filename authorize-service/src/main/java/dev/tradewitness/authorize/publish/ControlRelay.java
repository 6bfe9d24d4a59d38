package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.threads.VitalTask;
import io.github.resilience4j.core.IntervalFunction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaOperations;

/// Sends every control record to `authorize.controls`, in the order of their numbers, at least
/// once: the position is stored behind the confirmations. All of them stand in one partition, so a
/// consumer can check that no number is missing. After a failure, or beside a former owner, lower
/// numbers may come again behind higher ones.
public final class ControlRelay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ControlRelay.class);
  private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(40);
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final int GROUP_MAX = 200;
  private static final byte[] KEY = "controls".getBytes(StandardCharsets.US_ASCII);

  private final ControlAdmin controls;
  private final ControlCursor cursor;
  private final Ownership ownership;
  private final KafkaOperations<byte[], byte[]> kafka;
  private final AtomicLong position = new AtomicLong();
  private final Counter sent;
  private final Counter failures;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(200), 2.0, 0.2, Duration.ofSeconds(5));
  private final Thread thread =
      Thread.ofPlatform()
          .name("control-relay")
          .unstarted(VitalTask.until(() -> !isRunning(), this::run));
  private volatile boolean running;

  ControlRelay(
      ControlAdmin controls,
      ControlCursor cursor,
      Ownership ownership,
      KafkaOperations<byte[], byte[]> kafka,
      MeterRegistry meters) {
    this.controls = controls;
    this.cursor = cursor;
    this.ownership = ownership;
    this.kafka = kafka;
    this.sent = meters.counter("authorize.control.relay.sent");
    Gauge.builder(
            "authorize.control.relay.behind", () -> Math.max(0, controls.newest() - position.get()))
        .description("Control records that are not known to be in Kafka")
        .register(meters);
    this.failures = meters.counter("authorize.control.relay.failures");
  }

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  private void run() {
    try {
      long known = Long.MAX_VALUE;
      for (int attempt = 1; running; ) {
        try {
          // The newest record is in the book in force: without a new one, nothing is asked.
          if (!isHeld()) {
            known = Long.MAX_VALUE;
          } else if (known == Long.MAX_VALUE || controls.newest() > known) {
            known = relay();
          }
          attempt = 1;
          Thread.sleep(INTERVAL);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
          // Whatever it is, the relay goes on trying: what is durable has to get out.
          failures.increment();
          log.atWarn().setCause(e).log("control records not sent yet");
          Thread.sleep(backoff.apply(Math.min(attempt++, 20)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isHeld() {
    Ownership.State state = ownership.state();
    return state == Ownership.State.OPEN || state == Ownership.State.SUSPENDED;
  }

  /// Sends what is not known to be in Kafka.
  ///
  /// @return the number of the newest record that is
  private long relay() throws InterruptedException, ExecutionException, TimeoutException {
    long at = cursor.read();
    position.set(at);
    List<ControlRecord> next;
    do {
      next = controls.recordsAfter(at, GROUP_MAX);
      if (next.isEmpty()) {
        return at;
      }
      send(next);
      at = next.getLast().number();
      cursor.write(at);
      position.set(at);
    } while (running && isHeld() && next.size() == GROUP_MAX);
    return at;
  }

  private void send(List<ControlRecord> records)
      throws InterruptedException, ExecutionException, TimeoutException {
    var confirmations = new ArrayList<CompletableFuture<?>>(records.size());
    for (ControlRecord record : records) {
      var message =
          new ProducerRecord<byte[], byte[]>(Topics.AUTHORIZE_CONTROLS, 0, KEY, record.body());
      message.headers().add(EventHeaders.SEQUENCE, EventHeaders.ofLong(record.number()));
      confirmations.add(kafka.send(message));
    }
    CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new))
        .get(CONFIRM_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    sent.increment(records.size());
  }

  @Override
  public void stop() {
    running = false;
    try {
      if (!thread.join(Duration.ofSeconds(3))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Starts after the lanes' keeper, stops before it.
  @Override
  public int getPhase() {
    return 10;
  }
}
