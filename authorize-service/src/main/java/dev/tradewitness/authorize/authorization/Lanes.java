package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.authorization.LaneAnswer.Refusal;
import dev.tradewitness.authorize.journal.CommitListener;
import dev.tradewitness.authorize.journal.JournalCommitter;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.LaneGroup;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenProperties;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.common.wire.Partitions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All lanes of this installation and the state they are in together.
public final class Lanes implements LaneGroup, LaneTools, AutoCloseable {

  /// What the lanes do.
  public enum State {
    /// Held by another owner, or by nobody yet.
    STANDBY,
    /// Held, and being read from the journal.
    RECOVERING,
    OPEN,
    /// The journal cannot be written; nothing is taken until it can.
    SUSPENDED,
    CLOSED
  }

  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  private final AuthorizationProperties settings;
  private final JournalProperties journalSettings;
  private final LaneClock clock;
  private final AuthorizationMeters meters;
  private final JournalStore store;
  private final LeaseStore leases;
  private final JournalCommitter committer;
  private final TokenSigner[] signers;
  private final long seed = new SecureRandom().nextLong();
  private final Lane[] lanes;
  // Renewing, fencing and losing the lease happen one at a time.
  private final ReentrantLock leaseLock = new ReentrantLock();
  private volatile @Nullable Lease lease;
  private volatile State state = State.STANDBY;

  /// What the lanes are built from.
  public record Parts(
      AuthorizationProperties settings,
      JournalProperties journal,
      TokenKeys keys,
      TokenProperties tokens,
      LaneClock clock,
      JournalStore store,
      LeaseStore leases,
      AuthorizationMeters meters,
      JournalMeters journalMeters) {}

  /// @param committed told of every group of rows after its commit
  public Lanes(Parts parts, CommitListener committed) {
    this.settings = parts.settings();
    this.journalSettings = parts.journal();
    this.clock = parts.clock();
    this.meters = parts.meters();
    this.store = parts.store();
    this.leases = parts.leases();
    int count = parts.journal().lanes();
    this.signers = new TokenSigner[count];
    this.lanes = new Lane[count];
    this.committer =
        new JournalCommitter(store, this, parts.journal(), parts.journalMeters(), committed);
    for (int i = 0; i < count; i++) {
      signers[i] = new TokenSigner(parts.keys().signing(), parts.tokens().life());
      lanes[i] = new Lane(i, this);
      meters.gauge("authorize.lane.open.orders", i, lanes[i], Lane::openOrders);
      meters.gauge("authorize.lane.orders.remembered", i, lanes[i], Lane::ordersRemembered);
      meters.gauge("authorize.lane.waiting", i, lanes[i].lock, ReentrantLock::getQueueLength);
    }
    meters.gauge(
        "authorize.lanes.open",
        "1 while orders are taken",
        this,
        l -> l.state() == State.OPEN ? 1 : 0);
    committer.start();
  }

  /// The lane of an account, for good.
  Lane of(ClientId client) {
    return lanes[numberOf(client)];
  }

  int numberOf(ClientId client) {
    return Partitions.of(client.value(), lanes.length);
  }

  /// Waits until everything that was decided before this call is durable or taken back.
  ///
  /// @return false when that is not known within the time a caller waits for an answer
  public boolean settle() throws InterruptedException {
    long deadline = System.nanoTime() + settings.answerDeadline().toNanos();
    for (Lane lane : lanes) {
      Pending last = lane.last();
      if (last != null && last.await(deadline - System.nanoTime()) == Outcome.UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  List<Lane> all() {
    return List.of(lanes);
  }

  public State state() {
    return state;
  }

  /// Opens the lanes under a lease, after they were recovered.
  void open() {
    leaseLock.lock();
    try {
      if (state == State.RECOVERING) {
        state = State.OPEN;
      }
    } finally {
      leaseLock.unlock();
    }
  }

  /// Takes over a lease; the lanes are to be recovered.
  void take(Lease taken) {
    committer.discard();
    leaseLock.lock();
    try {
      lease = taken;
      clock.read(taken.databaseMicros());
      state = State.RECOVERING;
    } finally {
      leaseLock.unlock();
    }
  }

  /// Holds on to the lease; false when it went to another owner.
  boolean renew() throws SQLException {
    leaseLock.lock();
    try {
      Lease held = lease;
      Lease renewed = held == null ? null : leases.renew(held);
      if (renewed == null) {
        lost();
        return false;
      }
      lease = renewed;
      clock.read(renewed.databaseMicros());
      return true;
    } finally {
      leaseLock.unlock();
    }
  }

  @Override
  public long epoch(int lane) {
    Lease held = lease;
    // No epoch is negative: without a lease nothing is written.
    return held == null ? -1 : held.epochs().get(lane);
  }

  @Override
  public void suspend() {
    leaseLock.lock();
    try {
      if (state == State.OPEN) {
        state = State.SUSPENDED;
      }
    } finally {
      leaseLock.unlock();
    }
  }

  @Override
  public void atRest(Runnable work) {
    for (Lane lane : lanes) {
      lane.lock.lock();
    }
    try {
      work.run();
    } finally {
      for (Lane lane : lanes) {
        lane.lock.unlock();
      }
    }
  }

  @Override
  public long @Nullable [] fence() throws SQLException {
    leaseLock.lock();
    try {
      Lease held = lease;
      Lease fenced = held == null ? null : leases.fence(held);
      if (fenced == null) {
        return null;
      }
      lease = fenced;
      clock.read(fenced.databaseMicros());
      return store.heads(lanes.length);
    } finally {
      leaseLock.unlock();
    }
  }

  @Override
  public void resume(long[] heads) {
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i].nextSequence() != heads[i]) {
        log.atError()
            .addKeyValue("lane", i)
            .addKeyValue("memory", lanes[i].nextSequence())
            .addKeyValue("journal", heads[i])
            .log("memory is not where the journal ends; the lanes are read again");
        lost();
        return;
      }
    }
    leaseLock.lock();
    try {
      if (state == State.SUSPENDED) {
        state = State.OPEN;
      }
    } finally {
      leaseLock.unlock();
    }
  }

  @Override
  public void lost() {
    leaseLock.lock();
    try {
      lease = null;
      if (state != State.CLOSED) {
        state = State.STANDBY;
      }
    } finally {
      leaseLock.unlock();
    }
  }

  @Override
  public AuthorizationProperties settings() {
    return settings;
  }

  @Override
  public LaneClock clock() {
    return clock;
  }

  @Override
  public AuthorizationMeters meters() {
    return meters;
  }

  @Override
  public JournalCommitter committer() {
    return committer;
  }

  @Override
  public TokenSigner signer(int lane) {
    return signers[lane];
  }

  @Override
  public @Nullable Refusal refusal() {
    if (state != State.OPEN) {
      return Refusal.UNAVAILABLE;
    }
    return committer.oldestNanos() > journalSettings.queueAgeMax().toNanos()
        ? Refusal.OVERLOADED
        : null;
  }

  @Override
  public int laneCount() {
    return lanes.length;
  }

  @Override
  public long random() {
    return ThreadLocalRandom.current().nextLong();
  }

  @Override
  public long seed() {
    return seed;
  }

  /// Takes nothing more, writes what is queued.
  @Override
  public void close() {
    leaseLock.lock();
    try {
      state = State.CLOSED;
    } finally {
      leaseLock.unlock();
    }
    committer.close();
  }
}
