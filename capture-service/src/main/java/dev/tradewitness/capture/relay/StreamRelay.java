package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.relay.PlaceSealer.Outgoing;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.threads.VitalTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
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

  /// Streams that are read from the table at once, and the events of each.
  private static final int STREAMS_AT_ONCE = 100;

  private static final int EVENTS_EACH = 20;
  private static final int POSITIONS_MAX = 2000;
  private static final long WAIT_MILLIS = 100;
  private static final long FAILURE_WAIT_MILLIS = 1000;

  /// Fresh groups that are sent before the table is looked at again.
  private static final int FRESH_GROUPS_MAX = 64;

  private final FreshEvents fresh;
  private final StreamReader reader;
  private final RelayTable table;
  private final RelayHeads heads;
  private final RelayLeases leases;
  private final PlaceSealer sealer;
  private final EventPublisher publisher;
  private final PublishedOffsets published;
  private final RelayProperties properties;
  private final Semaphore room;
  private final Counter sent;
  private final Counter failures;
  private final Counter refused;
  private final Counter reads;

  /// By policy id. Changed by the relay thread only; read by whoever asks for the lag.
  private final Map<String, RelayedStream> streams = new ConcurrentHashMap<>();

  /// Streams with events to read from the table; relay thread only.
  private final Set<RelayedStream> behind = new LinkedHashSet<>();

  /// Relay thread only.
  private final MovedPositions moved = new MovedPositions(POSITIONS_MAX);

  private volatile boolean stopping;
  private final Thread thread =
      Thread.ofPlatform()
          .name("stream-relay")
          .unstarted(VitalTask.until(() -> stopping, this::run));
  private volatile boolean troubled;
  private long nextStoreNanos;

  /// The look at the heads that was compared last.
  private long comparedLook;

  StreamRelay(
      FreshEvents fresh,
      StreamReader reader,
      RelayTable table,
      RelayHeads heads,
      RelayLeases leases,
      PlaceSealer sealer,
      EventPublisher publisher,
      PublishedOffsets published,
      RelayProperties properties,
      MeterRegistry meters) {
    this.fresh = fresh;
    this.reader = reader;
    this.table = table;
    this.heads = heads;
    this.leases = leases;
    this.sealer = sealer;
    this.publisher = publisher;
    this.published = published;
    this.properties = properties;
    this.room = new Semaphore(properties.inFlightMax());
    this.sent = meters.counter("tradewitness.capture.relay.sent");
    this.failures = meters.counter("tradewitness.capture.relay.failures");
    this.refused = meters.counter("tradewitness.capture.relay.refused");
    this.reads = meters.counter("tradewitness.capture.relay.reads");
    meters.gauge("tradewitness.capture.relay.lag", this, StreamRelay::lag);
    meters.gauge("tradewitness.capture.relay.partitions", leases, l -> l.epochs().size());
  }

  /// Events committed and not confirmed by Kafka, of the partitions that this instance holds; by
  /// any instance, half a second ago.
  public long lag() {
    long lag = 0;
    for (RelayTable.Head head : heads.last().streams()) {
      RelayedStream stream = streams.get(head.policyId());
      lag += stream == null ? head.head() - head.relayed() : stream.unconfirmed(head.head());
    }
    return lag;
  }

  /// The partitions that this instance sends.
  public Set<Integer> partitions() {
    return leases.epochs().keySet();
  }

  /// False once the sending thread has ended.
  public boolean isAlive() {
    return thread.isAlive();
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
    nextStoreNanos = System.nanoTime();
    try {
      while (!stopping) {
        step(behind.isEmpty() ? WAIT_MILLIS : 0);
      }
      step(0);
      awaitAnswers();
      while (storePositions()) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (DataAccessException | TransactionException e) {
      log.atDebug().setCause(e).log("position not stored");
    }
  }

  private void step(long patienceMillis) throws InterruptedException {
    try {
      List<StoredEvent> group = fresh.next(patienceMillis);
      for (int i = 0; group != null; i++) {
        for (Outgoing event : sealer.over(group)) {
          offer(event);
        }
        group = i < FRESH_GROUPS_MAX ? fresh.next(0) : null;
      }
      if (fresh.missedSome()) {
        heads.ask();
      }
      if (published.isHeld()) {
        comparedLook = heads.last().look(); // it may be of the other database
      } else {
        compare();
        catchUp();
      }
      long now = System.nanoTime();
      if (now - nextStoreNanos >= 0) {
        nextStoreNanos = now + properties.positionInterval().toNanos();
        storePositions();
      }
    } catch (DataAccessException | TransactionException e) {
      log.atDebug().setCause(e).log("the database does not answer the relay");
      Thread.sleep(WAIT_MILLIS);
    } catch (RuntimeException | LinkageError e) {
      // The thread must go on: without it nothing is ever sent.
      failures.increment();
      log.atError().setCause(e).log("relaying failed");
      Thread.sleep(FAILURE_WAIT_MILLIS);
    }
  }

  private void offer(Outgoing outgoing) throws InterruptedException {
    StoredEvent event = outgoing.event();
    RelayedStream stream = streams.get(event.at().policyId());
    if (stream == null) {
      int partition = Partitions.of(event.at().policyId(), Topics.PARTITIONS);
      if (leases.epochs().containsKey(partition)) {
        heads.ask(); // a new stream
      }
      return;
    }
    long sequence = event.at().sequence();
    stream.head = Math.max(stream.head, sequence + 1);
    if (sequence == stream.next && !stream.failed()) {
      send(stream, outgoing);
    } else if (stream.behind() || stream.failed()) {
      behind.add(stream);
    }
  }

  private void send(RelayedStream stream, Outgoing event) throws InterruptedException {
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
        (sequence, offset, answer) -> {
          // What Kafka never takes must not hold up those behind it.
          stream.answered(sequence, answer != EventPublisher.Answer.FAILED);
          room.release();
          troubled = answer == EventPublisher.Answer.FAILED;
          switch (answer) {
            case STORED -> {
              published.sent(stream.partition, stream.epoch, offset);
              sent.increment();
            }
            case FAILED -> failures.increment();
            case REFUSED -> refused.increment();
          }
        });
  }

  private boolean owned(RelayedStream stream) {
    Long epoch = leases.epochs().get(stream.partition);
    return epoch != null && epoch == stream.epoch;
  }

  /// Compares what is known with the last look at the table: new partitions, new streams, commits
  /// of others.
  private void compare() {
    RelayHeads.Heads found = heads.last();
    if (found.look() == comparedLook) {
      return;
    }
    comparedLook = found.look();
    streams.values().removeIf(stream -> !owned(stream));
    behind.removeIf(stream -> !owned(stream));
    moved.forget(stream -> !owned(stream));
    for (RelayTable.Head head : found.streams()) {
      Long epoch = found.epochs().get(head.partition());
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

  /// Reads what is missing: one long gap by itself, short ones of many streams together.
  private void catchUp() throws InterruptedException {
    var together = new ArrayList<RelayedStream>();
    int looked = 0;
    for (RelayedStream stream : List.copyOf(behind)) {
      if (stopping || looked++ >= STREAMS_AT_ONCE) {
        break;
      }
      if (!owned(stream)) {
        behind.remove(stream);
      } else if (!stream.failed() || stream.restart()) {
        together.add(stream);
      }
    }
    if (!together.isEmpty()) {
      sendAll(read(together));
    }
    for (RelayedStream stream : together) {
      behind.remove(stream);
      if (stream.behind() || stream.failed()) {
        behind.add(stream); // behind the others
      }
    }
    if (troubled && !behind.isEmpty()) {
      Thread.sleep(WAIT_MILLIS);
    }
  }

  /// In one statement.
  private List<StoredEvent> read(List<RelayedStream> together) {
    reads.increment();
    if (together.size() == 1) {
      RelayedStream only = together.getFirst();
      return reader.range(only.policyId, only.next, CHUNK);
    }
    return reader.ranges(
        together.stream().map(stream -> stream.policyId).toList(),
        together.stream().map(stream -> stream.next).toList(),
        EVENTS_EACH);
  }

  private void sendAll(List<StoredEvent> events) throws InterruptedException {
    for (Outgoing outgoing : sealer.over(events)) {
      StoredEvent event = outgoing.event();
      RelayedStream stream = streams.get(event.at().policyId());
      if (stream != null && event.at().sequence() == stream.next && !stream.failed() && !stopping) {
        send(stream, outgoing);
      }
    }
  }

  /// @return whether more streams than were written down have another position
  private boolean storePositions() {
    return switch (published.store(streams.values(), isIdle())) {
      case SAME -> storeConfirmed();
      case NOT_COMPARED -> false;
      case REPLACED -> {
        streams.clear();
        behind.clear();
        moved.forget(_ -> true);
        fresh.clear();
        yield false;
      }
    };
  }

  private boolean isIdle() {
    return room.availablePermits() == properties.inFlightMax();
  }

  private boolean storeConfirmed() {
    List<RelayedStream> next = moved.next(streams.values());
    if (!next.isEmpty()) {
      List<RelayTable.Position> positions =
          next.stream()
              .map(stream ->
                  new RelayTable.Position(
                      stream.streamId, stream.partition, stream.epoch, stream.confirmed()))
              .toList();
      table.store(positions, leases.instance());
      for (int i = 0; i < positions.size(); i++) {
        next.get(i).stored = positions.get(i).relayed();
      }
    }
    return moved.hasMore();
  }

  private void awaitAnswers() throws InterruptedException {
    if (room.tryAcquire(properties.inFlightMax(), 2, TimeUnit.SECONDS)) {
      room.release(properties.inFlightMax());
    }
  }
}
