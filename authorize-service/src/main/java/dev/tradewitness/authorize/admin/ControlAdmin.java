package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ChangeFence.Ownership;
import dev.tradewitness.authorize.admin.ControlLedger.Held;
import dev.tradewitness.authorize.admin.ControlRecord.Entry;
import dev.tradewitness.authorize.admin.ControlRecord.Step;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.RulesInForce;
import dev.tradewitness.common.event.UuidV7;
import jakarta.persistence.PersistenceException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps limits, trading states, instruments, lists, reference prices and which policy judges, and
/// the record of who changed them. A change is durable first and then in force. One that lets more
/// pass than before needs a second person. Decisions read what is in force and never the database.
public class ControlAdmin implements Supplier<ControlBook> {

  private static final Logger log = LoggerFactory.getLogger(ControlAdmin.class);

  /// How far a takeover looks back for a policy that can judge.
  private static final int POLICIES_BACK_MAX = 20;

  private final ControlTables tables;
  private final ControlLedger ledger;
  private final ControlBooks books;
  private final ReferencePrices prices;
  private final Approvals approvals;
  private final CompiledPolicies policies;
  private final ChangesProperties properties;
  private final InstantSource clock;
  private final TransactionTemplate transactions;
  private final ChangeFence fence;
  private final SecureRandom random = new SecureRandom();

  /// Compiled for the change under way. Only under this object's monitor.
  private @Nullable PolicyEngine next;

  /// What is in force, by the records. Only under this object's monitor.
  private HeldValues values = new HeldValues(Map.of());

  /// Whether a change may be stored that is not in the values. Only under this object's monitor.
  private boolean stale = true;

  /// Written only under this object's monitor; a decision reads it once and keeps that view.
  private volatile RulesInForce inForce;

  /// What the records say; what judges may be one before it. Written only under this object's
  /// monitor; null before the lanes were taken.
  private volatile @Nullable PolicyRef policyOnRecord;

  /// Written only under this object's monitor.
  private volatile long newest;

  ControlAdmin(
      ControlTables tables,
      ControlLedger ledger,
      ControlBooks books,
      ReferencePrices prices,
      CompiledPolicies policies,
      PolicyEngine policyAtStart,
      ChangesProperties properties,
      InstantSource clock,
      TransactionTemplate transactions,
      ChangeFence fence) {
    this.tables = tables;
    this.ledger = ledger;
    this.books = books;
    this.prices = prices;
    this.approvals = new Approvals(ledger, properties);
    this.policies = policies;
    this.properties = properties;
    this.clock = clock;
    this.transactions = transactions;
    this.fence = fence;
    // Nothing is decided by it before the lanes are taken and it was read again.
    this.inForce = new RulesInForce(books.of(Map.of(), prices.inForce(), null), policyAtStart);
  }

  @Override
  public ControlBook get() {
    return inForce.controls();
  }

  /// Controls and policy of one moment.
  public RulesInForce rules() {
    return inForce;
  }

  /// The policy that the records say is in force, when it cannot judge and the one before it does;
  /// null when all is well.
  public @Nullable PolicyRef unusablePolicy() {
    PolicyRef recorded = policyOnRecord;
    return recorded == null || recorded.equals(inForce.policy().ref()) ? null : recorded;
  }

  /// The number of the newest record that this instance wrote or read.
  public long newest() {
    return newest;
  }

  /// Takes over what the database says now, and records what no record explains. For the owner of
  /// the lanes, before they open.
  ///
  /// @throws IllegalStateException when this instance is not known to own the lanes
  public synchronized void reload() {
    stale = true;
    Recorded recorded =
        Objects.requireNonNull(
            transactions.execute(_ -> {
              Ownership ownership = fence.ownershipAlone();
              if (ownership != Ownership.OURS) {
                throw new IllegalStateException("the owner of the lanes is " + ownership);
              }
              var read = new HashMap<>(ledger.values());
              List<Entry> found = FoundValues.of(tables.values(), read, this::changeId, now());
              for (ControlRecord record : ledger.append(found)) {
                read.put(record.target(), new Held(record.after(), record.number()));
              }
              values = new HeldValues(read);
              prices.reload();
              newest = ledger.newest();
              return new Recorded(ledger.inForce(), ledger.policies(POLICIES_BACK_MAX));
            }));
    // Compiled behind the transaction: it holds the leases.
    CompiledPolicies.LastGood policy = policies.lastGood(recorded.policies());
    policyOnRecord = policy.inForce();
    inForce = new RulesInForce(book(recorded.ref()), policy.engine());
    stale = false;
  }

  /// @param policies that were in force, newest first
  private record Recorded(@Nullable ControlsRef ref, List<String> policies) {}

  private ControlBook book(@Nullable ControlsRef ref) {
    return books.of(values.own(), prices.inForce(), ref);
  }

  /// Makes a change, or keeps it until a second person approves it. The same change by the same
  /// person for the same reason, while it is in force or waits, changes nothing.
  ///
  /// @throws RuntimeException when it is not known whether the change is stored; the caller has the
  ///   lanes read again then
  public synchronized Change submit(ChangeRequest request) {
    return change(() -> {
      ControlTarget target = request.target();
      Held held = values.of(target);
      String before = held == null ? null : held.value();
      String after = request.edit().apply(before);
      if (held != null && Objects.equals(before, after)) {
        ControlRecord by = ledger.record(held.number());
        if (by.says(after, request)) {
          return new Change.InForce(by);
        }
        if (target.kind() == Kind.POLICY) {
          return new Change.Refused(Change.Refusal.POLICY_IN_FORCE);
        }
      }
      ChangeEffect effect = ChangeEffect.of(target, before, after, get());
      boolean waits = effect == ChangeEffect.LOOSENS;
      Instant now = now();
      var entry =
          new Entry(
              changeId(now),
              waits ? Step.REQUESTED : Step.IN_FORCE,
              target,
              before,
              after,
              effect,
              values.basis(target),
              request.reason(),
              request.author(),
              request.author(),
              null,
              now,
              waits ? now.plus(properties.life()) : null);
      return waits ? approvals.wait(entry) : inForce(ledger.append(entry));
    });
  }

  /// Puts reference prices in force, but for those that were seen before what counts already. They
  /// are data: nobody approves them.
  ///
  /// @throws RuntimeException as for [#submit(ChangeRequest)]
  public synchronized Change submit(ReferenceBatch batch, String reason, String author) {
    return change(() -> {
      ControlTarget target = ControlTarget.REFERENCE_PRICES;
      Held held = values.of(target);
      ReferenceBatch counting = prices.counting(batch);
      if (held != null && counting.prices().isEmpty()) {
        return new Change.InForce(ledger.record(held.number()));
      }
      if (prices.isFull(counting)) {
        return new Change.Refused(Change.Refusal.REFERENCE_PRICES_FULL);
      }
      Instant now = now();
      ControlRecord record =
          ledger.append(
              new Entry(
                  changeId(now),
                  Step.IN_FORCE,
                  target,
                  held == null ? null : held.value(),
                  counting.digest(),
                  null,
                  values.basis(target),
                  reason,
                  author,
                  author,
                  null,
                  now,
                  null));
      prices.store(counting, record);
      return new Change.InForce(record);
    });
  }

  private Change inForce(ControlRecord record) {
    tables.set(record);
    return new Change.InForce(record);
  }

  /// Puts a change that waits in force. The same approval by the same person, once more, changes
  /// nothing.
  ///
  /// @throws RuntimeException as for [#submit]
  public Change approve(UUID changeId, String approver, @Nullable String comment) {
    prepare(() -> ledger.steps(changeId).stream().findFirst().map(ControlRecord::ifPolicy));
    return approvePrepared(changeId, approver, comment);
  }

  private synchronized Change approvePrepared(
      UUID changeId, String approver, @Nullable String comment) {
    return change(() -> {
      List<ControlRecord> steps = ledger.steps(changeId);
      if (Approvals.isSettled(steps, Step.IN_FORCE, approver, comment)) {
        return new Change.InForce(steps.getLast());
      }
      Instant now = now();
      Change.Refusal refusal = approvals.refusal(steps, approver, now);
      if (refusal != null) {
        return new Change.Refused(refusal);
      }
      ControlRecord waiting = steps.getFirst();
      if (!Objects.equals(values.basis(waiting.target()), waiting.basedOn())) {
        return new Change.Refused(Change.Refusal.CHANGE_OUTDATED);
      }
      if (!isReady(waiting.ifPolicy())) {
        return new Change.Refused(Change.Refusal.POLICY_UNUSABLE);
      }
      return inForce(ledger.append(Entry.settled(waiting, Step.IN_FORCE, approver, comment, now)));
    });
  }

  /// Compiles a policy before the monitor is taken: a halt must not wait for it.
  private void prepare(Supplier<Optional<PolicyRef>> policy) {
    try {
      policy.get().ifPresent(policies::prepare);
    } catch (DataAccessException | PersistenceException | TransactionException e) {
      // The change finds out itself whether the database answers.
      log.atWarn().setCause(e).log("a policy was not read before its change");
    }
  }

  /// Whether the change can be in force: it is about no policy, or about one that can judge.
  private boolean isReady(@Nullable PolicyRef policy) {
    next = policy == null ? null : policies.ready(policy);
    return policy == null || next != null;
  }

  /// Puts the policy in force again that the given one followed. One person is enough, and it goes
  /// back one step: whatever is to be in force after that, two people say. The same once more
  /// changes nothing.
  ///
  /// @throws RuntimeException as for [#submit]
  public Change rollBack(String version, String reason, String author) {
    prepare(() -> Optional.ofNullable(newestOfPolicy()).map(ControlRecord::policyBefore));
    return rollBackPrepared(version, reason, author);
  }

  private synchronized Change rollBackPrepared(String version, String reason, String author) {
    return change(() -> {
      ControlRecord newestOfPolicy = newestOfPolicy();
      if (newestOfPolicy == null) {
        return new Change.Refused(Change.Refusal.NOTHING_TO_ROLL_BACK);
      }
      PolicyRef before = newestOfPolicy.policyBefore();
      boolean isRolledBack = newestOfPolicy.effect() == ChangeEffect.ROLLS_BACK;
      if (isRolledBack
          && before != null
          && before.version().equals(version)
          && newestOfPolicy.isBy(author, reason)) {
        return new Change.InForce(newestOfPolicy);
      }
      PolicyRef now = newestOfPolicy.ifPolicy();
      if (isRolledBack || before == null || now == null || !now.version().equals(version)) {
        return new Change.Refused(Change.Refusal.NOTHING_TO_ROLL_BACK);
      }
      if (!isReady(before)) {
        return new Change.Refused(Change.Refusal.POLICY_UNUSABLE);
      }
      Instant at = now();
      return inForce(
          ledger.append(Entry.rollBack(newestOfPolicy, changeId(at), reason, author, at)));
    });
  }

  /// The record that says which policy is in force; null before the lanes were taken.
  private synchronized @Nullable ControlRecord newestOfPolicy() {
    Held held = values.of(ControlTarget.policy());
    return held == null ? null : ledger.record(held.number());
  }

  /// Ends a change that waits. Anybody may, also its author. The same once more changes nothing.
  ///
  /// @throws RuntimeException as for [#submit]
  public synchronized Change reject(UUID changeId, String actor, @Nullable String comment) {
    return change(() -> {
      List<ControlRecord> steps = ledger.steps(changeId);
      if (steps.isEmpty()) {
        return new Change.Refused(Change.Refusal.UNKNOWN_CHANGE);
      }
      if (Approvals.isSettled(steps, Step.REJECTED, actor, comment)) {
        return new Change.Rejected(steps.getLast());
      }
      return steps.getLast().step() == Step.REQUESTED
          ? new Change.Rejected(
              ledger.append(Entry.settled(steps.getLast(), Step.REJECTED, actor, comment, now())))
          : new Change.Refused(Change.Refusal.CHANGE_SETTLED);
    });
  }

  private Change change(Supplier<Change> work) {
    var written = new AtomicBoolean();
    Change change;
    try {
      change = inTransaction(work, written);
    } catch (DataAccessException | TransactionException | PersistenceException e) {
      if (!written.get()) {
        log.atWarn().setCause(e).log("a change of controls was not stored");
        return new Change.Unavailable(); // no commit was asked for
      }
      stale = true;
      throw e;
    } catch (RuntimeException e) {
      stale = true;
      throw e;
    }
    switch (change) {
      case Change.InForce(ControlRecord record) -> apply(record);
      case Change.Waits(ControlRecord record) -> newest = Math.max(newest, record.number());
      case Change.Rejected(ControlRecord record) -> newest = Math.max(newest, record.number());
      case Change.Refused _, Change.Unavailable _, Change.NotOwner _ -> {}
    }
    return change;
  }

  private Change inTransaction(Supplier<Change> work, AtomicBoolean written) {
    return Objects.requireNonNull(
        transactions.execute(status ->
            switch (fence.ownership()) {
              case OURS -> {
                // Until the values were read again, nothing can be judged by them.
                Change change = stale ? new Change.Unavailable() : work.get();
                written.set(isNew(change));
                yield change;
              }
              case ANOTHERS -> new Change.NotOwner();
              case UNKNOWN -> {
                status.setRollbackOnly();
                yield new Change.Unavailable();
              }
            }));
  }

  /// Whether the change added a record; without one, a commit that fails leaves nothing open.
  private boolean isNew(Change change) {
    return switch (change) {
      case Change.InForce(ControlRecord record) -> record.number() > newest;
      case Change.Waits(ControlRecord record) -> record.number() > newest;
      case Change.Rejected(ControlRecord record) -> record.number() > newest;
      case Change.Refused _, Change.Unavailable _, Change.NotOwner _ -> false;
    };
  }

  /// A record that was in force before changes nothing.
  private void apply(ControlRecord record) {
    if (values.take(record)) {
      PolicyEngine policy = inForce.policy();
      if (record.target().kind() == Kind.POLICY) {
        policy = Objects.requireNonNull(next, "compiled before it was stored");
        policyOnRecord = policy.ref();
      }
      inForce =
          new RulesInForce(
              record.target().kind() == Kind.REFERENCE_PRICES ? priced(record) : book(record.ref()),
              policy);
    }
    newest = Math.max(newest, record.number());
  }

  private ControlBook priced(ControlRecord record) {
    prices.takeStored();
    return inForce.controls().with(prices.inForce(), record.ref());
  }

  private UUID changeId(Instant at) {
    return UuidV7.of(at.toEpochMilli(), random.nextLong(), random.nextLong());
  }

  /// What the database keeps of it: microseconds.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  public List<RiskLimit> limits() {
    return tables.limits();
  }

  public Optional<TradingStateEntry> state(Scope scope, String subject) {
    return tables.state(scope, subject);
  }

  public List<Instrument> instruments() {
    return tables.instruments();
  }

  public List<ControlSetting> settings(Kind kind) {
    return tables.settings(kind);
  }

  /// The reference prices that were sent and count, in the order of their symbols.
  public List<ReferenceBatch.SymbolPrice> referencePrices() {
    return new ReferenceBatch(List.copyOf(prices.read().values())).prices();
  }

  /// A batch of reference prices as the record of that number names it.
  public Optional<byte[]> referenceBatch(long number) {
    return prices.body(number);
  }

  /// The steps of one change, first to last; empty when there is none.
  public List<ControlRecord> steps(UUID changeId) {
    return ledger.steps(changeId);
  }

  /// Changes that wait for a second person, oldest first.
  public List<ControlRecord> waiting() {
    return ledger.waiting(now(), 2 * properties.waitingMax());
  }

  /// Records with a higher number than that, oldest first.
  public List<ControlRecord> recordsAfter(long number, int max) {
    return ledger.after(number, max);
  }

  /// Records with a lower number than that, newest first.
  public List<ControlRecord> recordsBefore(long number, int max) {
    return ledger.before(number, max);
  }
}
