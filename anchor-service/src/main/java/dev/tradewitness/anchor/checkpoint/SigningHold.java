package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.kit.database.DatabaseLife;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this instance may sign: only on a database that it has compared with every memory of
/// what was signed, and only while it is that very database. Another one, or one that contradicts a
/// memory, begins another round of comparisons.
public final class SigningHold {

  /// An SQL expression that names the database.
  static final String DATABASE = DatabaseLife.of("stream_log");

  private static final Logger log = LoggerFactory.getLogger(SigningHold.class);

  /// Where something signed is remembered beside this database.
  public enum Memory {
    /// The last records on `vcp.anchors`.
    KAFKA,
    /// The batch records that capture keeps.
    CAPTURE,
    /// What this instance knows since it started.
    OWN
  }

  private final Supplier<String> databaseNow;
  private final Counter holds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();

  /// These four are guarded by the lock. Round 0 has no database.
  private String database = "";

  private long round;
  private String reason = "";
  private final Set<Memory> outstanding = EnumSet.allOf(Memory.class);

  private volatile boolean remembered;

  /// @param databaseNow asks the database for [#DATABASE], in the caller's transaction if there is
  ///   one
  SigningHold(Supplier<String> databaseNow, MeterRegistry meters) {
    this.databaseNow = databaseNow;
    this.holds = meters.counter("tradewitness.anchor.signing.holds");
  }

  /// Looks at the database.
  ///
  /// @return the round of comparisons that it is in
  public long round() {
    String now = databaseNow.get();
    lock.lock();
    try {
      saw(now);
      return round;
    } finally {
      lock.unlock();
    }
  }

  /// To be called inside a transaction that compares.
  ///
  /// @throws SigningHeldException when the round is over, or the transaction is on another database
  public void requireRound(long compared) {
    if (round() != compared) {
      throw new SigningHeldException("the database was replaced while it was compared");
    }
  }

  /// To be called inside a transaction that signs, before anything of it is believed.
  ///
  /// @param now the database of the transaction
  /// @throws SigningHeldException when it has yet to be compared
  void requireReleased(String now) {
    lock.lock();
    try {
      saw(now);
      if (!outstanding.isEmpty()) {
        throw held();
      }
    } finally {
      lock.unlock();
    }
  }

  private void saw(String now) {
    if (!now.equals(database)) {
      boolean isFirst = database.isEmpty();
      database = now;
      begin(isFirst ? "" : "PostgreSQL was started anew, or another database took its place");
    }
  }

  /// Holds signing until all is compared again, because the database contradicts what this instance
  /// remembers.
  ///
  /// @return to be thrown out of the transaction that was to sign
  public SigningHeldException distrusted(String found) {
    lock.lock();
    try {
      begin(found);
      return held();
    } finally {
      lock.unlock();
    }
  }

  private void begin(String found) {
    round++;
    reason = found;
    outstanding.addAll(EnumSet.allOf(Memory.class));
    if (!found.isEmpty()) {
      holds.increment();
      log.atWarn()
          .addKeyValue("reason", found)
          .log("nothing is signed until the database is compared again with what was signed");
    }
  }

  /// Notes that a memory was compared in a round, or that it was waited for long enough. After the
  /// last of them this instance signs.
  public void compared(Memory memory, long inRound) {
    lock.lock();
    try {
      if (inRound != round || !outstanding.remove(memory) || !outstanding.isEmpty()) {
        return;
      }
      if (!reason.isEmpty()) {
        log.atInfo().addKeyValue("reason", reason).log("the database is compared, signing goes on");
      }
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The memories that have yet to be compared.
  public Set<Memory> outstanding() {
    lock.lock();
    try {
      return EnumSet.copyOf(outstanding);
    } finally {
      lock.unlock();
    }
  }

  /// Notes that a memory had a record that a key of ours signed.
  public void remembered() {
    remembered = true;
  }

  /// Whether any memory had one. Until then nothing tells a new database from one that has
  /// forgotten everything.
  public boolean isRemembered() {
    return remembered;
  }

  /// Why nothing is signed, which is an empty text after a start; empty while this instance signs.
  public Optional<String> reason() {
    lock.lock();
    try {
      return outstanding.isEmpty() ? Optional.empty() : Optional.of(reason);
    } finally {
      lock.unlock();
    }
  }

  boolean isHeld() {
    return !outstanding().isEmpty();
  }

  /// Waits until this instance signs.
  ///
  /// @throws SigningHeldException when it still does not
  void awaitReleased(Duration patience) {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!outstanding.isEmpty()) {
        if (nanos <= 0) {
          throw held();
        }
        nanos = released.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw held();
    } finally {
      lock.unlock();
    }
  }

  private SigningHeldException held() {
    return new SigningHeldException(
        "nothing is signed before what was published is compared with what is stored"
            + (reason.isEmpty() ? "" : ": " + reason));
  }
}
