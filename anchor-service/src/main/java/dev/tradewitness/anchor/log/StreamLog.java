package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The logs of all streams. Leaf index = sequence: a leaf is appended when it is the next one and
/// capture has vouched for it, and in no other case. Writing methods run inside the caller's
/// transaction and hold the heads they touch locked until it ends.
public final class StreamLog {

  public static final Comparator<PolicyId> BY_VALUE = Comparator.comparing(PolicyId::value);

  private final LogStore store;
  private final LogGrowth growth;
  private final Contradictions contradictions;
  private final LogProperties bounds;
  private final InstantSource clock;
  private final Counter turnedAway;

  StreamLog(LogStore store, LogProperties bounds, InstantSource clock, MeterRegistry meters) {
    this.store = store;
    this.growth = new LogGrowth(store, clock);
    this.contradictions = new Contradictions(store, bounds.contradictionsMax(), meters);
    this.bounds = bounds;
    this.clock = clock;
    this.turnedAway = meters.counter("tradewitness.anchor.logs.unknown.refused");
  }

  /// Appends what is new, next and vouched for of what Kafka brought, log by log, in policy order.
  /// A stream without a log gets an empty one that is `UNKNOWN` until capture has confirmed that it
  /// has the stream; beyond the bound on those, messages are counted and left alone.
  ///
  /// @return one for each log that is there afterwards
  public List<Arrival> append(NavigableMap<PolicyId, Arrivals> arrivals) {
    requireTransaction();
    var results = new ArrayList<Arrival>(arrivals.size());
    for (LogHead head : lockedOrUnknown(arrivals)) {
      Arrivals mine = arrivals.get(head.policyId());
      if (mine != null) {
        results.add(arrive(head, mine, false));
      }
    }
    return results;
  }

  private List<LogHead> lockedOrUnknown(NavigableMap<PolicyId, Arrivals> arrivals) {
    List<LogHead> heads = store.lock(arrivals.keySet());
    if (heads.size() == arrivals.size()) {
      return heads;
    }
    var unknown = new TreeSet<>(arrivals.navigableKeySet());
    heads.forEach(head -> unknown.remove(head.policyId()));
    store.createUnknown(unknown, bounds.unknownMax());
    List<LogHead> all = store.lock(arrivals.keySet());
    if (all.size() < arrivals.size()) {
      turnedAway.increment(arrivals.size() - all.size());
    }
    return all;
  }

  /// Appends what capture itself gave out for one stream: also while the log is stopped for a
  /// message that could not be read.
  public Arrival appendFromCapture(PolicyId policyId, Arrivals arrivals) {
    return arrive(known(policyId), arrivals, true);
  }

  private Arrival arrive(LogHead head, Arrivals arrivals, boolean fromCapture) {
    LogState state = head.standing().state();
    boolean isStopped = state.isStopped() && !(fromCapture && state == LogState.MALFORMED);
    // A stopped log takes nothing, but what contradicts it must leave a trace: the message is
    // never read again.
    ArrivalPlan plan =
        isStopped
            ? ArrivalPlan.ofStopped(head.size(), arrivals)
            : ArrivalPlan.of(head.size(), arrivals);
    List<Contradiction> found = contradictions.in(head, plan);
    // What was claimed before and resolved is no news: it stops nothing again.
    Contradiction fresh =
        contradictions.keep(head, found, fromCapture, clock.instant()).stream()
            .filter(head::isContradictedBy)
            .findFirst()
            .orElse(null);
    if (fresh != null) {
      return new Arrival.Conflict(stopped(head, fresh), fresh.claim(), fresh.held());
    }
    return isStopped ? withhold(head, arrivals) : take(head, plan);
  }

  private LogHead stopped(LogHead head, Contradiction found) {
    LogHead stopped = head.with(head.standing().conflict(found, clock.instant()));
    store.save(stopped);
    return stopped;
  }

  private Arrival take(LogHead head, ArrivalPlan plan) {
    Standing standing =
        head.standing().after(plan, head.size() + plan.next().size(), clock.instant());
    if (plan.next().isEmpty() && standing.equals(head.standing())) {
      return outcome(head, plan);
    }
    LogHead grown = plan.next().isEmpty() ? head : growth.grow(head, plan.tier(), plan.next());
    LogHead after = grown.with(standing);
    store.save(after);
    return outcome(after, plan);
  }

  private static Arrival outcome(LogHead head, ArrivalPlan plan) {
    int appended = plan.next().size();
    int repeats = plan.repeats().size();
    if (plan.firstMissing() < 0) {
      return new Arrival.Appended(head, appended, repeats);
    }
    return head.standing().state() == LogState.UNCONFIRMED
        ? new Arrival.Unconfirmed(head, appended, repeats, plan.firstMissing())
        : new Arrival.Gap(head, appended, repeats, plan.firstMissing(), plan.highestBeyond());
  }

  private Arrival withhold(LogHead head, Arrivals arrivals) {
    long highest = arrivals.leaves().stream().mapToLong(Leaf::sequence).max().orElse(-1);
    LogHead after = head;
    if (highest >= head.size() && highest > head.standing().awaitedTo()) {
      after = head.with(head.standing().awaiting(highest));
      store.save(after);
    }
    return new Arrival.Withheld(after, arrivals.leaves().size());
  }

  /// Says what the feed or the repair has found out about a log: `OPEN`, `GAP` or `MALFORMED`. A
  /// log in conflict or ahead of capture stays so. A message that cannot be read does not make a
  /// log of its stream known.
  ///
  /// @param awaitedTo the highest sequence known to exist, or -1
  public void mark(PolicyId policyId, LogState state, String detail, long awaitedTo) {
    requireTransaction();
    boolean isMalformed = state == LogState.MALFORMED;
    LogHead head = isMalformed ? knownOrUnknown(policyId).orElse(null) : known(policyId);
    if (head == null) {
      turnedAway.increment();
      return;
    }
    Standing before = head.standing();
    boolean stays =
        switch (before.state()) {
          case CONFLICT, AHEAD -> true;
          case UNKNOWN, MALFORMED -> isMalformed;
          case OPEN, UNCONFIRMED, GAP -> false;
        };
    if (!stays) {
      store.save(head.with(before.marked(state, detail, awaitedTo, clock.instant())));
    }
  }

  private Optional<LogHead> knownOrUnknown(PolicyId policyId) {
    store.createUnknown(Set.of(policyId), bounds.unknownMax());
    return lock(policyId);
  }

  private LogHead known(PolicyId policyId) {
    requireTransaction();
    store.create(policyId, Tier.SILVER);
    return store.lock(List.of(policyId)).getFirst();
  }

  /// Stops a log that holds more than capture.
  ///
  /// @param common leaves below it need not be compared before the log goes on
  public void ahead(PolicyId policyId, long captured, long common) {
    lock(policyId)
        .filter(head -> head.isAheadOf(captured))
        .ifPresent(head ->
            store.save(
                head.with(head.standing().ahead(head.size(), captured, common, clock.instant()))));
  }

  /// Notes how far a log that ran ahead was compared with capture and is the same.
  ///
  /// @return the standing after it, or empty when the log is no longer in the state `seen`
  public Optional<Standing> compared(PolicyId policyId, Standing seen, long common) {
    return ifStill(policyId, seen, head -> head.with(head.standing().comparedTo(common)))
        .map(LogHead::standing);
  }

  /// Keeps what capture has instead of a log's leaves, and stops the log.
  ///
  /// @param claims capture's leaves, each with another hash than the log's
  /// @param held the log's hashes, as many
  public void contradicted(PolicyId policyId, List<Leaf> claims, List<Hash> held) {
    LogHead head = known(policyId);
    var found = new ArrayList<Contradiction>();
    for (int i = 0; i < claims.size(); i++) {
      found.add(new Contradiction(claims.get(i), held.get(i)));
    }
    contradictions.keep(head, found, true, clock.instant());
    stopped(head, found.getFirst());
  }

  /// Lets a stopped log go on: its cause is gone by what capture says. A conflict in a log that ran
  /// ahead leaves the comparison still to be made.
  ///
  /// @return the head after it, or empty when the log is no longer in the state `seen`
  public Optional<LogHead> resolve(PolicyId policyId, Standing seen) {
    Optional<LogHead> resolved =
        ifStill(
            policyId,
            seen,
            head -> head.with(head.standing().resolved(head.size(), clock.instant())));
    resolved.ifPresent(head -> store.settleContradictions(head.logNo(), clock.instant()));
    return resolved;
  }

  /// Lets a stopped log go on with the leaves it has, whatever capture has in their place: somebody
  /// has taken the responsibility.
  ///
  /// @return the head after it, or empty when the log is no longer in the state `seen`
  public Optional<LogHead> accept(PolicyId policyId, Standing seen) {
    Optional<LogHead> accepted =
        ifStill(
            policyId,
            seen,
            head -> head.with(head.standing().accepted(head.size(), clock.instant())));
    accepted.ifPresent(head -> store.settleContradictions(head.logNo(), clock.instant()));
    return accepted;
  }

  /// Removes the empty log of a stream that capture does not know.
  ///
  /// @return false when there is none
  public boolean forget(PolicyId policyId) {
    return lock(policyId)
        .filter(head -> head.standing().state() == LogState.UNKNOWN && head.size() == 0)
        .map(head -> store.delete(head.logNo()))
        .orElse(false);
  }

  private Optional<LogHead> ifStill(
      PolicyId policyId, Standing seen, UnaryOperator<LogHead> change) {
    Optional<LogHead> changed =
        lock(policyId).filter(head -> head.standing().equals(seen)).map(change);
    changed.ifPresent(store::save);
    return changed;
  }

  /// Locks one head for a writer of another feature; empty when there is no such log.
  public Optional<LogHead> lock(PolicyId policyId) {
    requireTransaction();
    return store.lock(List.of(policyId)).stream().findFirst();
  }

  /// Locks the head of a stream that is known to exist; makes its log when there is none.
  public LogHead lockOrCreate(PolicyId policyId) {
    return known(policyId);
  }

  /// Ends the open range at the log's size and begins the next. The head must be locked by this
  /// transaction.
  public void cut(LogHead locked) {
    requireTransaction();
    store.save(
        new LogHead(
            locked.logNo(),
            locked.policyId(),
            locked.tier(),
            locked.treeNo(),
            locked.size(),
            locked.peaks(),
            new OpenRange(store.nextTreeNo(), locked.size(), List.of(), null, null),
            locked.standing()));
  }

  public Optional<LogHead> find(PolicyId policyId) {
    return store.find(policyId);
  }

  public List<LogHead> all() {
    return store.all();
  }

  /// Logs by state; states without one are absent.
  public Map<LogState, Long> countsByState() {
    return store.countsByState();
  }

  /// Logs that are in any state but OPEN.
  public List<LogHead> notOpen() {
    return store.notOpen();
  }

  /// Sequences that somebody claimed with another hash, in order, until the log was let go on.
  /// Empty also when more were found than are kept, so that nobody takes some for all.
  public Optional<List<Long>> contradictedSequences(int logNo) {
    return contradictions.sequences(logNo);
  }

  /// The origin of a log that another instance made under another host than this one's, which
  /// starts only where there is none.
  public Optional<String> foreignOrigin() {
    return store.foreignOrigin();
  }

  /// Kept contradictions, newest first.
  public List<ClaimedLeaf> contradictions(int logNo, int limit) {
    return store.contradictions(logNo, limit);
  }

  public List<LocatedLeaf> findByEventId(UUID eventId) {
    return store.byEventId(eventId);
  }

  public List<LocatedLeaf> findByEventHash(Hash eventHash) {
    return store.byEventHash(eventHash);
  }

  private static void requireTransaction() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a log is written inside a transaction");
    }
  }
}
