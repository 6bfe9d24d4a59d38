package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Sends each stream of the partitions that this instance holds to `vcp.events`, in order of the
/// sequence. Fresh commits come through memory; the table is read for what is missing, after a
/// start, a failure, or a commit of another instance. What was sent but not known to be sent is
/// sent again.
public final class StreamRelay {

  private static final Logger log = LoggerFactory.getLogger(StreamRelay.class);
  private static final int CHUNK = 500;
  private static final long WAIT_MILLIS = 100;

  private final FreshEvents fresh;
  private final StreamReader reader;
  private final RelayTable table;
  private final RelayLeases leases;
  private final EventPublisher publisher;
  private final RelayProperties properties;
  private final Semaphore room;
  private final Counter sent;
  private final Counter failures;

  /// By policy id. Changed by the relay thread only; read by whoever asks for the lag.
  private final Map<String, RelayedStream> streams = new ConcurrentHashMap<>();

  /// Streams with events to read from the table; relay thread only.
  private final Set<RelayedStream> behind = new LinkedHashSet<>();

  private final Thread thread = Thread.ofPlatform().name("stream-relay").unstarted(this::run);
  private volatile boolean stopping;
  private volatile boolean troubled;
  private long nextScanNanos;
  private long nextStoreNanos;

  StreamRelay(
      FreshEvents fresh,
      StreamReader reader,
      RelayTable table,
      RelayLeases leases,
      EventPublisher publisher,
      RelayProperties properties,
      MeterRegistry meters) {
    this.fresh = fresh;
    this.reader = reader;
    this.table = table;
    this.leases = leases;
    this.publisher = publisher;
    this.properties = properties;
    this.room = new Semaphore(properties.inFlightMax());
    this.sent = meters.counter("tradewitness.capture.relay.sent");
    this.failures = meters.counter("tradewitness.capture.relay.failures");
    meters.gauge("tradewitness.capture.relay.lag", this, StreamRelay::lag);
    meters.gauge("tradewitness.capture.relay.partitions", leases, l -> l.epochs().size());
  }

  /// Events committed and not confirmed by Kafka, of the partitions that this instance holds.
  public long lag() {
    return streams.values().stream().mapToLong(RelayedStream::unconfirmed).sum();
  }

  /// The partitions that this instance sends.
  public Set<Integer> partitions() {
    return leases.epochs().keySet();
  }

  /// False from a failed send on until the next one succeeds.
  public boolean kafkaAnswers() {
    return !troubled;
  }

  void start() {
    thread.start();
  }

  /// Sends what is fresh, waits a while for Kafka's answers, writes the position down.
  void stop(Duration patience) throws InterruptedException {
    stopping = true;
    thread.join(patience);
  }

  private void run() {
    nextScanNanos = System.nanoTime();
    nextStoreNanos = nextScanNanos;
    try {
      while (!stopping) {
        step(behind.isEmpty() ? WAIT_MILLIS : 0);
      }
      step(0);
      awaitAnswers();
      storePositions();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DataAccessException | TransactionException e) {
      log.atDebug().setCause(e).log("position not stored");
    }
  }

  private void step(long patienceMillis) throws InterruptedException {
    try {
      for (List<StoredEvent> group = fresh.next(patienceMillis);
          group != null;
          group = fresh.next(0)) {
        for (StoredEvent event : group) {
          offer(event);
        }
      }
      long now = System.nanoTime();
      if (fresh.missedSome() || now - nextScanNanos >= 0) {
        scan();
        nextScanNanos = System.nanoTime() + properties.scanInterval().toNanos();
      }
      catchUp();
      if (now - nextStoreNanos >= 0) {
        nextStoreNanos = now + properties.positionInterval().toNanos();
        storePositions();
      }
    } catch (DataAccessException | TransactionException e) {
      log.atDebug().setCause(e).log("the database does not answer the relay");
      Thread.sleep(WAIT_MILLIS);
    }
  }

  private void offer(StoredEvent event) throws InterruptedException {
    RelayedStream stream = streams.get(event.at().policyId());
    if (stream == null) {
      nextScanNanos = System.nanoTime(); // a new stream, or one of a partition that another holds
      return;
    }
    long sequence = event.at().sequence();
    stream.head = Math.max(stream.head, sequence + 1);
    if (sequence == stream.next && !stream.failed()) {
      send(stream, event);
    } else if (stream.behind() || stream.failed()) {
      behind.add(stream);
    }
  }

  private void send(RelayedStream stream, StoredEvent event) throws InterruptedException {
    while (!room.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stopping || !owned(stream)) {
        behind.add(stream);
        return;
      }
    }
    stream.sent();
    publisher.send(
        event,
        stream.partition,
        (sequence, success) -> {
          stream.answered(sequence, success);
          room.release();
          troubled = !success;
          (success ? sent : failures).increment();
        });
  }

  private boolean owned(RelayedStream stream) {
    Long epoch = leases.epochs().get(stream.partition);
    return epoch != null && epoch == stream.epoch;
  }

  /// Compares what is known with the table: new partitions, new streams, commits of others.
  private void scan() {
    Map<Integer, Long> epochs = leases.epochs();
    streams.values().removeIf(stream -> !owned(stream));
    behind.removeIf(stream -> !streams.containsValue(stream));
    if (epochs.isEmpty()) {
      return;
    }
    for (RelayTable.Head head : table.heads(epochs.keySet())) {
      Long epoch = epochs.get(head.partition());
      if (epoch == null) {
        continue;
      }
      RelayedStream stream =
          streams.computeIfAbsent(head.policyId(), _ -> new RelayedStream(head, epoch));
      stream.head = Math.max(stream.head, head.head());
      if (stream.behind() || stream.failed()) {
        behind.add(stream);
      }
    }
  }

  private void catchUp() throws InterruptedException {
    Iterator<RelayedStream> waiting = List.copyOf(behind).iterator();
    while (waiting.hasNext() && !stopping) {
      RelayedStream stream = waiting.next();
      if (!owned(stream)) {
        behind.remove(stream);
        continue;
      }
      if (stream.failed() && !stream.restart()) {
        continue;
      }
      for (StoredEvent event : reader.range(stream.policyId, stream.next, CHUNK)) {
        if (event.at().sequence() != stream.next || stream.failed() || stopping) {
          break;
        }
        send(stream, event);
      }
      if (!stream.behind() && !stream.failed()) {
        behind.remove(stream);
      }
    }
    if (troubled && !behind.isEmpty()) {
      Thread.sleep(WAIT_MILLIS);
    }
  }

  private void storePositions() {
    var positions = new ArrayList<RelayTable.Position>();
    for (RelayedStream stream : streams.values()) {
      long confirmed = stream.confirmed();
      if (confirmed != stream.stored) {
        positions.add(new RelayTable.Position(stream.streamId, stream.partition, confirmed));
        stream.stored = confirmed;
      }
    }
    if (!positions.isEmpty()) {
      table.store(positions, leases.epochs(), leases.instance());
    }
  }

  private void awaitAnswers() throws InterruptedException {
    if (room.tryAcquire(properties.inFlightMax(), 2, TimeUnit.SECONDS)) {
      room.release(properties.inFlightMax());
    }
  }
}
