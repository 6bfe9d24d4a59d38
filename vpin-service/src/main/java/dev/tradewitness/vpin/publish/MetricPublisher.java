package dev.tradewitness.vpin.publish;

import dev.tradewitness.kit.threads.VitalTask;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.MetricArchive;
import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;

/// Publishes committed metrics of the owned partitions in the order of their numbers, so a pair's
/// come in the order of their sequence. The position is stored after Kafka has acknowledged; after
/// a crash some are sent again, with the same bytes, and a consumer drops them by their sequence.
final class MetricPublisher implements MetricOutlet, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(MetricPublisher.class);
  private static final String PUBLISH = "publish";
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// Time for the last commits to be sent at a stop; the rest is sent after the next start.
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final MetricArchive archive;
  private final KafkaTemplate<byte[], byte[]> kafka;
  private final MetricMessages messages;
  private final PublishProperties properties;
  private final IntervalFunction waits;
  private final Vitals vitals;

  private final Map<Integer, Outbox> outboxes = new ConcurrentHashMap<>();
  private final Semaphore work = new Semaphore(0);

  /// First unpublished metric by partition. Only the publisher's thread uses it.
  private final Map<Integer, Position> positions = new HashMap<>();

  private volatile @Nullable Thread thread;
  private volatile boolean ending;
  private volatile boolean stopping;

  /// @param outbox the ownership that this position was loaded for
  private record Position(Outbox outbox, long next) {}

  MetricPublisher(
      MetricArchive archive,
      KafkaTemplate<byte[], byte[]> kafka,
      PublishProperties properties,
      Vitals vitals) {
    this.archive = archive;
    this.kafka = kafka;
    this.messages = new MetricMessages(properties.outputTopic());
    this.properties = properties;
    this.waits =
        IntervalFunction.ofExponentialBackoff(
            properties.retryDelay(), 2, properties.retryDelayMax());
    this.vitals = vitals;
  }

  @Override
  public void opened(int partition) {
    outboxes.put(partition, new Outbox(properties.waitingMax()));
    work.release();
  }

  @Override
  public void closed(int partition) {
    if (!ending) {
      outboxes.remove(partition);
    }
  }

  @Override
  public void ending() {
    ending = true;
  }

  @Override
  public void committed(List<Metric> metrics) {
    for (Metric metric : metrics) {
      Outbox outbox = outboxes.get(metric.partition());
      if (outbox != null) {
        outbox.add(metric);
      }
    }
    if (!metrics.isEmpty()) {
      work.release();
    }
  }

  @Override
  public void start() {
    ending = false;
    stopping = false;
    // A platform thread, so that a thread dump shows whether it lives.
    thread =
        Thread.ofPlatform()
            .name("vpin-publisher")
            .daemon()
            .start(VitalTask.until(() -> stopping, this::run));
  }

  /// Lets the loop send what is committed, within [#FAREWELL].
  @Override
  public void stop() {
    Thread running = thread;
    stopping = true;
    work.release();
    try {
      if (running != null && !running.join(FAREWELL)) {
        running.interrupt();
        running.join(FAREWELL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /// After the consumers, which start and stop around it.
  @Override
  public int getPhase() {
    return 0;
  }

  private void run() {
    int failures = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        int sent = publish();
        if (failures > 0) {
          log.info("publishing again");
          failures = 0;
        }
        vitals.well(PUBLISH);
        if (sent == 0 && stopping) {
          return;
        }
        if (sent == 0) {
          awaitWork();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException | RuntimeException e) {
        failed(++failures, e);
      }
    }
  }

  private void awaitWork() throws InterruptedException {
    if (work.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
      work.drainPermits();
    }
  }

  private void failed(int failures, Exception e) {
    outboxes.values().forEach(Outbox::readOn);
    vitals.failing(PUBLISH, Severity.DEGRADED, "metrics wait to be published: " + e);
    if (failures == 1) {
      log.atWarn().setCause(e).log("not published, trying again");
    }
    try {
      if (!stopping) {
        Thread.sleep(waits.apply(Math.min(failures, 30)));
      } else {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// One round over the partitions; gives how many metrics Kafka acknowledged in it.
  private int publish() throws InterruptedException, ExecutionException, TimeoutException {
    var batches = new HashMap<Integer, List<Metric>>();
    for (Map.Entry<Integer, Outbox> entry : outboxes.entrySet()) {
      int partition = entry.getKey();
      List<Metric> batch = next(partition, position(partition, entry.getValue()));
      if (!batch.isEmpty()) {
        batches.put(partition, batch);
      }
    }
    positions.keySet().retainAll(outboxes.keySet());
    if (batches.isEmpty()) {
      return 0;
    }
    int sent = send(batches.values());
    advance(batches);
    vitals.published(sent);
    return sent;
  }

  private int send(Collection<List<Metric>> batches)
      throws InterruptedException, ExecutionException, TimeoutException {
    var sends = new ArrayList<CompletableFuture<?>>();
    try {
      for (List<Metric> batch : batches) {
        batch.forEach(metric -> sends.add(kafka.send(messages.message(metric))));
      }
      CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new))
          .get(properties.ackTimeout().toMillis(), TimeUnit.MILLISECONDS);
      return sends.size();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      // What the old producer still holds must not come after what the new one sends. It also frees
      // a producer that waits for a topic which was wiped under it.
      kafka.getProducerFactory().reset();
      throw e;
    }
  }

  private Position position(int partition, Outbox outbox) {
    Position known = positions.get(partition);
    if (known == null || known.outbox() != outbox) {
      known = new Position(outbox, archive.published(partition));
      positions.put(partition, known);
      vitals.progress().publishedUpTo(partition, known.next());
    }
    return known;
  }

  private List<Metric> next(int partition, Position position) {
    Outbox outbox = position.outbox();
    List<Metric> fresh = outbox.take(position.next(), properties.batchMax());
    if (!fresh.isEmpty() || !outbox.behind()) {
      return fresh;
    }
    outbox.caughtUp();
    List<Metric> stored = archive.from(partition, position.next(), properties.batchMax());
    if (stored.size() == properties.batchMax()) {
      outbox.readOn();
    }
    return stored;
  }

  private void advance(Map<Integer, List<Metric>> batches) {
    var next = new HashMap<Integer, Long>();
    batches.forEach((partition, batch) -> next.put(partition, batch.getLast().number() + 1));
    archive.published(next);
    next.forEach((partition, number) -> {
      positions.computeIfPresent(
          partition, (key, position) -> new Position(position.outbox(), number));
      vitals.progress().publishedUpTo(partition, number);
    });
  }
}
