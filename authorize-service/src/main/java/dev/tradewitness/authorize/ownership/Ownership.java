package dev.tradewitness.authorize.ownership;

import dev.tradewitness.authorize.journal.CommitListener;
import dev.tradewitness.authorize.journal.JournalCommitter;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.LaneGroup;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.Custody;
import dev.tradewitness.authorize.lane.Lane;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.authorize.lane.LaneSettings;
import dev.tradewitness.authorize.lane.Lanes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this instance decides: the state of all its lanes together, the lease that it holds and
/// the epoch that each row carries.
public final class Ownership implements Custody, LaneGroup, AutoCloseable {

  /// What the lanes do.
  public enum State {
    /// Held by another instance, or by none yet.
    STANDBY,
    /// Held, and being read from the journal.
    RECOVERING,
    OPEN,
    /// The journal cannot be written, or the lease ran out; nothing is taken until the journal can
    /// be written and the lease is renewed.
    SUSPENDED,
    CLOSED
  }

  /// What an ownership is built from.
  public record Parts(
      LaneSettings lanes,
      JournalProperties journal,
      JournalStore store,
      LeaseStore leases,
      JournalMeters meters) {}

  private static final Logger log = LoggerFactory.getLogger(Ownership.class);

  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(1);

  // Rows that can wait fill a quarter of the queue.
  private static final int ROOM_TO_SPARE = 4;

  private final Parts parts;
  private final Lanes lanes;
  private final JournalCommitter committer;
  private final long queueAgeMaxNanos;
  private final AtomicReference<State> state = new AtomicReference<>(State.STANDBY);
  private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
  private final AtomicLong tenure = new AtomicLong();
  // The newest tenure of which the committer has nothing left. Of the keeper's thread.
  private long settledTenure;
  private volatile long heldUntilNanos = System.nanoTime();
  // Held over database calls. Nobody who holds a lane's lock may wait for it.
  private final ReentrantLock leaseCalls = new ReentrantLock();

  /// @param committed called after each commit
  public Ownership(Parts parts, CommitListener committed) {
    this.parts = parts;
    this.lanes = new Lanes(parts.lanes(), this);
    this.queueAgeMaxNanos = parts.journal().queueAgeMax().toNanos();
    this.committer =
        new JournalCommitter(
            parts.store(),
            this,
            parts.journal(),
            parts.lanes().orders().answerDeadline(),
            parts.meters(),
            committed);
    parts
        .lanes()
        .meters()
        .gauge(
            "authorize.lanes.open", "1 while orders are taken", this, Ownership::openLanesFigure);
    committer.start();
  }

  private int openLanesFigure() {
    return state() == State.OPEN ? 1 : 0;
  }

  /// Counts the takeovers by this instance.
  public long tenure() {
    return tenure.get();
  }

  public Lanes lanes() {
    return lanes;
  }

  /// What the lanes do now. Nobody sees them open after the lease ran out.
  public State state() {
    State now = state.get();
    return now == State.OPEN && !isHeld() ? State.SUSPENDED : now;
  }

  /// Whether the lanes were opened and neither lost nor suspended since, however old the lease is.
  boolean isServing() {
    return state.get() == State.OPEN;
  }

  /// Takes the lanes if no other instance holds them and rows can be written; the lanes are to be
  /// recovered then.
  boolean acquire() throws SQLException, InterruptedException {
    if (committer.hasEnded()) {
      return false;
    }
    if (tenure.get() > settledTenure) {
      // Not under the lock: the committer may need it to settle what it has in hand.
      if (!committer.awaitIdle(SETTLE_WITHIN)) {
        return false;
      }
      settledTenure = tenure.get();
    }
    leaseCalls.lock();
    try {
      long asked = System.nanoTime();
      Lease taken = parts.leases().acquire(lanes.count());
      if (taken == null) {
        // Whoever stands by keeps an eye on it: a takeover would else believe a clock that jumped
        // meanwhile, and release what is due by it.
        parts.lanes().clock().read(parts.leases().databaseMicros());
        return false;
      }
      committer.discard();
      tenure.incrementAndGet();
      lease.set(taken);
      heldFrom(asked);
      parts.lanes().clock().read(taken.databaseMicros());
      return state.compareAndSet(State.STANDBY, State.RECOVERING);
    } finally {
      leaseCalls.unlock();
    }
  }

  /// The lease lives from the database's time of the call, which is not before the call was sent.
  private void heldFrom(long askedNanos) {
    heldUntilNanos = askedNanos + parts.journal().leaseLife().toNanos();
  }

  /// Opens the lanes after they were recovered.
  ///
  /// @return false when they were lost meanwhile
  /// @throws IllegalStateException when a lane does not stand where its journal ends
  boolean open() throws SQLException {
    requireAtHeads(parts.store().heads(lanes.count()));
    return state.compareAndSet(State.RECOVERING, State.OPEN);
  }

  private void requireAtHeads(long[] heads) {
    for (Lane lane : lanes.all()) {
      long next = LaneRecovery.nextSequence(lane);
      if (next != heads[lane.number()]) {
        throw new IllegalStateException(
            "lane %d stands at row %d, its journal ends before row %d"
                .formatted(lane.number(), next, heads[lane.number()]));
      }
    }
  }

  /// True while no other instance can have taken the lanes over.
  @Override
  public boolean isHeld() {
    return lease.get() != null && System.nanoTime() - heldUntilNanos < 0;
  }

  /// Holds on to the lease.
  ///
  /// @return false when another instance has taken over; true also when there is nothing to hold
  boolean renew() throws SQLException {
    leaseCalls.lock();
    try {
      Lease held = lease.get();
      if (held == null) {
        return true;
      }
      long asked = System.nanoTime();
      Lease renewed = parts.leases().renew(held);
      if (renewed == null) {
        lost();
        return false;
      }
      if (lease.compareAndSet(held, renewed)) {
        heldFrom(asked);
        parts.lanes().clock().read(renewed.databaseMicros());
      }
      return true;
    } finally {
      leaseCalls.unlock();
    }
  }

  @Override
  public @Nullable Refusal refusal() {
    if (state() != State.OPEN) {
      return Refusal.UNAVAILABLE;
    }
    return committer.oldestNanos() > queueAgeMaxNanos ? Refusal.OVERLOADED : null;
  }

  @Override
  public @Nullable Lease lease() {
    return lease.get();
  }

  @Override
  public long epoch(int lane) {
    Lease held = lease.get();
    // No epoch is negative: without a lease nothing is written.
    return held == null ? -1 : held.epoch(lane);
  }

  @Override
  public boolean hasRoomToSpare() {
    return ROOM_TO_SPARE * committer.queued() < parts.journal().queueRowsMax();
  }

  @Override
  public boolean offer(Pending row) {
    return committer.offer(row);
  }

  @Override
  public void suspend() {
    state.compareAndSet(State.OPEN, State.SUSPENDED);
  }

  @Override
  public void atRest(Runnable work) {
    lanes.atRest(work);
  }

  @Override
  public long @Nullable [] fence() throws SQLException {
    leaseCalls.lock();
    try {
      long asked = System.nanoTime();
      Lease held = lease.get();
      Lease fenced = held == null ? null : parts.leases().fence(held);
      if (fenced == null || !lease.compareAndSet(held, fenced)) {
        return null;
      }
      heldFrom(asked);
      parts.lanes().clock().read(fenced.databaseMicros());
      return parts.store().heads(lanes.count());
    } finally {
      leaseCalls.unlock();
    }
  }

  @Override
  public void resume(long[] heads) {
    try {
      requireAtHeads(heads);
    } catch (IllegalStateException e) {
      log.atError().setCause(e).log("the lanes are read again");
      lost();
      return;
    }
    state.compareAndSet(State.SUSPENDED, State.OPEN);
  }

  @Override
  public void lost() {
    lease.set(null);
    state.updateAndGet(now -> now == State.CLOSED ? now : State.STANDBY);
  }

  /// Gives the lanes up if they are still held as they were when the caller looked.
  ///
  /// @param seen the [#tenure] at that time
  public void lost(long seen) {
    leaseCalls.lock();
    try {
      if (tenure.get() == seen) {
        lost();
      }
    } finally {
      leaseCalls.unlock();
    }
  }

  /// Takes nothing more and writes what is queued.
  @Override
  public void close() {
    state.set(State.CLOSED);
    committer.close();
  }
}
