package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ChangeFence.Ownership;
import dev.tradewitness.authorize.admin.ControlLedger.Held;
import dev.tradewitness.authorize.admin.ControlRecord.Entry;
import dev.tradewitness.authorize.admin.ControlRecord.Step;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Scope;
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

/// Keeps limits, trading states, instruments, lists and reference prices, and the record of who
/// changed them. A change is durable first and then in force. One that lets more pass than before
/// needs a second person. Decisions read the book in force and never the database.
public class ControlAdmin implements Supplier<ControlBook> {

  private static final Logger log = LoggerFactory.getLogger(ControlAdmin.class);

  private final ControlTables tables;
  private final ControlLedger ledger;
  private final ControlBooks books;
  private final ReferencePrices prices;
  private final Approvals approvals;
  private final ChangesProperties properties;
  private final InstantSource clock;
  private final TransactionTemplate transactions;
  private final ChangeFence fence;
  private final SecureRandom random = new SecureRandom();

  /// What is in force, by the records. Only under this object's monitor.
  private HeldValues values = new HeldValues(Map.of());

  /// Whether a change may be stored that is not in the values. Only under this object's monitor.
  private boolean stale = true;

  /// Written only under this object's monitor; a decision reads it once and keeps that view.
  private volatile ControlBook inForce;

  /// Written only under this object's monitor.
  private volatile long newest;

  ControlAdmin(
      ControlTables tables,
      ControlLedger ledger,
      ControlBooks books,
      ReferencePrices prices,
      ChangesProperties properties,
      InstantSource clock,
      TransactionTemplate transactions,
      ChangeFence fence) {
    this.tables = tables;
    this.ledger = ledger;
    this.books = books;
    this.prices = prices;
    this.approvals = new Approvals(ledger, properties);
    this.properties = properties;
    this.clock = clock;
    this.transactions = transactions;
    this.fence = fence;
    // Nothing is decided by it before the lanes are taken and it was read again.
    this.inForce = books.of(Map.of(), prices.inForce(), null);
  }

  @Override
  public ControlBook get() {
    return inForce;
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
    transactions.executeWithoutResult(_ -> {
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
      inForce = book(ledger.inForce());
    });
    stale = false;
  }

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
      }
      ChangeEffect effect = ChangeEffect.of(target, before, after, inForce);
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
  public synchronized Change approve(UUID changeId, String approver, @Nullable String comment) {
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
      return inForce(ledger.append(Entry.settled(waiting, Step.IN_FORCE, approver, comment, now)));
    });
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
      inForce =
          record.target().kind() == Kind.REFERENCE_PRICES ? priced(record) : book(record.ref());
    }
    newest = Math.max(newest, record.number());
  }

  private ControlBook priced(ControlRecord record) {
    prices.takeStored();
    return inForce.with(prices.inForce(), record.ref());
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
