package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The logs of all streams. Leaf index = sequence: a leaf is appended when it is the next one, and
/// in no other case. Writing methods run inside the caller's transaction and hold the heads they
/// touch locked until it ends.
public final class StreamLog {

  private final LogStore store;
  private final InstantSource clock;

  StreamLog(LogStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Appends what is new and next of what Kafka brought, log by log, in policy order.
  public List<Arrival> append(NavigableMap<PolicyId, Arrivals> arrivals) {
    return append(arrivals, false);
  }

  /// Appends what capture itself gave out for one stream: also while the log is stopped for a
  /// message that could not be read.
  public Arrival appendFromCapture(PolicyId policyId, Arrivals arrivals) {
    var one = new TreeMap<PolicyId, Arrivals>(BY_VALUE);
    one.put(policyId, arrivals);
    return append(one, true).getFirst();
  }

  public static final java.util.Comparator<PolicyId> BY_VALUE =
      java.util.Comparator.comparing(PolicyId::value);

  private List<Arrival> append(NavigableMap<PolicyId, Arrivals> arrivals, boolean fromCapture) {
    requireTransaction();
    List<Arrival> results = new ArrayList<>(arrivals.size());
    for (LogHead head : lockedOrNew(arrivals)) {
      Arrivals mine = arrivals.get(head.policyId());
      if (mine != null) {
        results.add(arrive(head, mine, fromCapture));
      }
    }
    return results;
  }

  private List<LogHead> lockedOrNew(NavigableMap<PolicyId, Arrivals> arrivals) {
    List<LogHead> heads = store.lock(arrivals.keySet());
    if (heads.size() == arrivals.size()) {
      return heads;
    }
    var tiers = new TreeMap<PolicyId, Tier>(BY_VALUE);
    arrivals.forEach((policyId, mine) -> tiers.put(policyId, Tier.of(mine.tier(), Tier.SILVER)));
    store.create(tiers);
    return store.lock(arrivals.keySet());
  }

  private Arrival arrive(LogHead head, Arrivals arrivals, boolean fromCapture) {
    LogState state = head.standing().state();
    if (state.isStopped() && !(fromCapture && state == LogState.MALFORMED)) {
      return withhold(head, arrivals);
    }
    ArrivalPlan plan = ArrivalPlan.of(head.size(), arrivals.leaves());
    Leaf clash = plan.clash();
    if (clash != null) {
      return conflict(head, clash, null);
    }
    Map<Long, Hash> stored =
        plan.repeats().isEmpty()
            ? Map.of()
            : store.eventHashes(
                head.logNo(), plan.repeats().stream().map(Leaf::sequence).distinct().toList());
    for (Leaf repeat : plan.repeats()) {
      Hash known = stored.get(repeat.sequence());
      if (known != null && !known.equals(repeat.eventHash())) {
        return conflict(head, repeat, known);
      }
    }
    return take(head, arrivals.tier(), plan);
  }

  private Arrival take(LogHead head, String tier, ArrivalPlan plan) {
    Standing standing = standingAfter(head, plan);
    if (plan.next().isEmpty() && standing.equals(head.standing())) {
      return outcome(head, plan);
    }
    LogHead grown = plan.next().isEmpty() ? head : grow(head, tier, plan.next());
    LogHead after = grown.with(standing);
    store.save(after);
    return outcome(after, plan);
  }

  private static Arrival outcome(LogHead head, ArrivalPlan plan) {
    int appended = plan.next().size();
    int repeats = plan.repeats().size();
    return plan.firstMissing() < 0
        ? new Arrival.Appended(head, appended, repeats)
        : new Arrival.Gap(head, appended, repeats, plan.firstMissing(), plan.highestBeyond());
  }

  private Standing standingAfter(LogHead head, ArrivalPlan plan) {
    Standing before = head.standing();
    long reached = head.size() + plan.next().size();
    long awaited = Math.max(before.awaitedTo(), plan.highestBeyond());
    if (awaited < reached) {
      return before.state() == LogState.OPEN ? before : Standing.open(clock.instant());
    }
    LogState state = before.state() == LogState.OPEN ? LogState.GAP : before.state();
    String detail =
        state == LogState.GAP
            ? "sequences %d to %d are not in".formatted(reached, awaited)
            : before.detail();
    return new Standing(
        state,
        detail,
        before.state() == LogState.OPEN ? clock.instant() : before.since(),
        awaited,
        -1);
  }

  private LogHead grow(LogHead head, String tier, List<Leaf> next) {
    var whole = new TreeGrowth(head.size(), head.peaks(), stored(head.tree()));
    var open = new TreeGrowth(head.openCount(), head.open().peaks(), stored(head.openTree()));
    whole.append(next);
    open.append(next);
    store.insertLeaves(head.logNo(), next);
    store.insertTiles(head.treeNo(), whole.completed());
    store.insertTiles(head.open().treeNo(), open.completed());
    return new LogHead(
        head.logNo(),
        head.policyId(),
        Tier.of(tier, head.tier()),
        head.treeNo(),
        head.size() + next.size(),
        whole.peaks(),
        opened(head, next.getFirst(), open.peaks()),
        head.standing());
  }

  private OpenRange opened(LogHead head, Leaf first, List<Hash> peaks) {
    OpenRange open = head.open();
    if (head.openCount() > 0) {
      return new OpenRange(
          open.treeNo(), open.first(), peaks, open.firstEventAt(), open.openedAt());
    }
    Instant now = clock.instant();
    Instant received = Rfc3339.instantOfMicros(first.receivedAtMicros());
    return new OpenRange(
        open.treeNo(), open.first(), peaks, received.isAfter(now) ? now : received, now);
  }

  private TreeGrowth.Stored stored(Tree tree) {
    return new TreeGrowth.Stored() {
      @Override
      public List<Hash> leafHashes(long from, long to) {
        long first = tree.firstSequence();
        return store.leaves(tree.logNo(), first + from, first + to).stream()
            .map(Leaf::leafHash)
            .toList();
      }

      @Override
      public List<Hash> tileRoots(int level, long from, long to) {
        return store.tileRoots(tree.treeNo(), level, from, to);
      }
    };
  }

  private Arrival conflict(LogHead head, Leaf received, @Nullable Hash known) {
    String detail =
        "sequence %d has %s here, %s came"
            .formatted(
                received.sequence(),
                known == null ? "two contents in one poll" : known,
                received.eventHash());
    LogHead stopped =
        head.with(
            new Standing(
                LogState.CONFLICT,
                detail,
                clock.instant(),
                Math.max(head.standing().awaitedTo(), received.sequence()),
                received.sequence()));
    store.save(stopped);
    return new Arrival.Conflict(stopped, received, known);
  }

  private Arrival withhold(LogHead head, Arrivals arrivals) {
    long highest = arrivals.leaves().stream().mapToLong(Leaf::sequence).max().orElse(-1);
    Standing standing = head.standing();
    LogHead after = head;
    if (highest >= head.size() && highest > standing.awaitedTo()) {
      after =
          head.with(
              new Standing(
                  standing.state(),
                  standing.detail(),
                  standing.since(),
                  highest,
                  standing.conflictSequence()));
      store.save(after);
    }
    return new Arrival.Withheld(after, arrivals.leaves().size());
  }

  /// Sets a log's state: what the feed or the repair has found out about it.
  ///
  /// @param awaitedTo the highest sequence known to exist, or -1
  /// @return the head after it
  public LogHead mark(PolicyId policyId, LogState state, String detail, long awaitedTo) {
    requireTransaction();
    store.create(Map.of(policyId, Tier.SILVER));
    LogHead head = store.lock(List.of(policyId)).getFirst();
    Standing before = head.standing();
    if (state == LogState.MALFORMED && before.state().isStopped()) {
      return head;
    }
    LogHead after =
        head.with(
            state == LogState.OPEN
                ? Standing.open(clock.instant())
                : new Standing(
                    state,
                    detail,
                    before.state() == state ? before.since() : clock.instant(),
                    Math.max(before.awaitedTo(), awaitedTo),
                    state == LogState.CONFLICT ? before.conflictSequence() : -1));
    store.save(after);
    return after;
  }

  /// Locks one head for a writer of another feature; empty when there is no such log.
  public Optional<LogHead> lock(PolicyId policyId) {
    requireTransaction();
    return store.lock(List.of(policyId)).stream().findFirst();
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
