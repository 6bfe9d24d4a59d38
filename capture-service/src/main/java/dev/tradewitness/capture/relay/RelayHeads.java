package dev.tradewitness.capture.relay;

import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Looks up where the streams of the held partitions end, by a thread of its own: what it knows
/// stays true while the relay waits for Kafka.
final class RelayHeads {

  private static final Logger log = LoggerFactory.getLogger(RelayHeads.class);

  /// Between two looks, however often one is asked for: so many times as long as the last one took,
  /// since a look reads the heads of all streams. Ten thousand take some 20 ms (`ManyStreamsIT`).
  private static final int LOOKS_PER_PAUSE = 9;

  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

  private final RelayTable table;
  private final RelayLeases leases;
  private final Duration interval;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private volatile boolean stopping;
  private final Thread thread =
      Thread.ofPlatform()
          .daemon()
          .name("relay-heads")
          .unstarted(VitalTask.until(() -> stopping, this::run));

  private boolean isAsked;
  private volatile Heads last = new Heads(0, Map.of(), List.of());

  RelayHeads(RelayTable table, RelayLeases leases, Duration interval) {
    this.table = table;
    this.leases = leases;
    this.interval = interval;
  }

  /// @param look counts the looks
  /// @param epochs of the partitions that were held
  record Heads(long look, Map<Integer, Long> epochs, List<RelayTable.Head> streams) {}

  void start() {
    thread.start();
  }

  void stop() {
    stopping = true;
    thread.interrupt();
  }

  /// What the last look found.
  Heads last() {
    return last;
  }

  /// Asks for a look soon.
  void ask() {
    lock.lock();
    try {
      isAsked = true;
      asked.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        long began = System.nanoTime();
        look();
        Thread.sleep(pause(Duration.ofNanos(System.nanoTime() - began)));
        await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The looks of an instance keep the database busy for a tenth of the time at most, unless each
  /// takes longer than 0.2 s.
  static Duration pause(Duration look) {
    Duration pause = look.multipliedBy(LOOKS_PER_PAUSE);
    if (pause.compareTo(PAUSE_MIN) < 0) {
      return PAUSE_MIN;
    }
    return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
  }

  private void look() {
    try {
      Map<Integer, Long> epochs = leases.epochs();
      last =
          new Heads(
              last.look() + 1, epochs, epochs.isEmpty() ? List.of() : table.heads(epochs.keySet()));
    } catch (DataAccessException | TransactionException e) {
      log.atDebug().setCause(e).log("the database does not tell the heads");
    } catch (RuntimeException e) {
      // The thread must go on: without it other instances' events are not seen.
      log.atError().setCause(e).log("heads cannot be read");
    }
  }

  private void await() throws InterruptedException {
    lock.lock();
    try {
      long left = interval.toNanos();
      while (!isAsked && left > 0) {
        left = asked.awaitNanos(left);
      }
      isAsked = false;
    } finally {
      lock.unlock();
    }
  }
}
