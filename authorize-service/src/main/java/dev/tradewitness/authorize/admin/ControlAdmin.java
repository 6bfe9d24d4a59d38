package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ChangeFence.Ownership;
import dev.tradewitness.authorize.admin.ControlRecord.Entry;
import dev.tradewitness.authorize.admin.ControlRecord.Step;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.event.UuidV7;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps limits, trading states and instruments, and the record of who changed them. A change is
/// durable first and then in force. One that lets more pass than before needs a second person.
/// Decisions read the book in force and never the database.
public class ControlAdmin implements Supplier<ControlBook> {

  private final ControlTables tables;
  private final ControlLedger ledger;
  private final ChangesProperties properties;
  private final InstantSource clock;
  private final TransactionTemplate transactions;
  private final ChangeFence fence;
  private final SecureRandom random = new SecureRandom();

  /// Written only under this object's monitor; a decision reads it once and keeps that view.
  private volatile ControlBook inForce;

  /// Written only under this object's monitor.
  private volatile long newest;

  ControlAdmin(
      ControlTables tables,
      ControlLedger ledger,
      ChangesProperties properties,
      InstantSource clock,
      TransactionTemplate transactions,
      ChangeFence fence) {
    this.tables = tables;
    this.ledger = ledger;
    this.properties = properties;
    this.clock = clock;
    this.transactions = transactions;
    this.fence = fence;
    this.inForce = read();
    this.newest = ledger.newest();
  }

  /// The number of the newest record that this instance wrote or read.
  public long newest() {
    return newest;
  }

  @Override
  public ControlBook get() {
    return inForce;
  }

  /// Takes over what the tables say now. The owner of the lanes records what no record explains.
  public synchronized void reload() {
    transactions.executeWithoutResult(status -> {
      if (fence.ownership() == Ownership.OURS) {
        new FoundValues(tables, ledger, this::changeId, now()).record();
      } else {
        status.setRollbackOnly();
      }
    });
    inForce = read();
    newest = ledger.newest();
  }

  private ControlBook read() {
    return tables.book(ledger.inForce());
  }

  /// Makes a change, or keeps it until a second person approves it. The same change by the same
  /// person for the same reason, once more, changes nothing.
  ///
  /// @throws RuntimeException when it is not known whether the change is stored; the caller has the
  ///   lanes read again then
  public synchronized Change submit(ChangeRequest request) {
    return change(() -> {
      Instant now = now();
      String before = tables.value(request.target());
      ControlRecord newest = ledger.newestValue(request.target());
      if (newest != null && newest.says(request)) {
        return new Change.InForce(newest);
      }
      ChangeEffect effect = ChangeEffect.of(request.target(), before, request.after(), inForce);
      var entry =
          new Entry(
              changeId(now),
              effect == ChangeEffect.LOOSENS ? Step.REQUESTED : Step.IN_FORCE,
              request.target(),
              before,
              request.after(),
              effect,
              request.reason(),
              request.author(),
              request.author(),
              null,
              now,
              effect == ChangeEffect.LOOSENS ? now.plus(properties.life()) : null);
      return effect == ChangeEffect.LOOSENS ? wait(entry) : inForce(ledger.append(entry));
    });
  }

  private Change wait(Entry entry) {
    List<ControlRecord> waiting = ledger.waiting(entry.at(), properties.waitingMax());
    for (ControlRecord other : waiting) {
      if (other.asksForTheSame(entry)) {
        return new Change.Waits(other);
      }
    }
    return waiting.size() < properties.waitingMax()
        ? new Change.Waits(ledger.append(entry))
        : new Change.Refused(Change.Refusal.CHANGES_FULL);
  }

  private Change inForce(ControlRecord record) {
    tables.set(record);
    return new Change.InForce(record);
  }

  /// Puts a change that waits in force.
  ///
  /// @throws RuntimeException as for [#submit]
  public synchronized Change approve(UUID changeId, String approver, @Nullable String comment) {
    return change(() -> {
      List<ControlRecord> steps = ledger.steps(changeId);
      Instant now = now();
      Change.Refusal refusal = refusal(steps, approver, now);
      if (refusal != null) {
        return new Change.Refused(refusal);
      }
      ControlRecord waiting = steps.getFirst();
      if (!Objects.equals(tables.value(waiting.target()), waiting.before())) {
        return new Change.Refused(Change.Refusal.CHANGE_OUTDATED);
      }
      return inForce(ledger.append(Entry.settled(waiting, Step.IN_FORCE, approver, comment, now)));
    });
  }

  private Change.@Nullable Refusal refusal(
      List<ControlRecord> steps, String approver, Instant now) {
    if (steps.isEmpty()) {
      return Change.Refusal.UNKNOWN_CHANGE;
    }
    ControlRecord newest = steps.getLast();
    if (newest.step() != Step.REQUESTED) {
      return Change.Refusal.CHANGE_SETTLED;
    }
    if (newest.isExpired(now)) {
      return Change.Refusal.CHANGE_EXPIRED;
    }
    if (Person.same(newest.author(), approver)) {
      return Change.Refusal.OWN_CHANGE;
    }
    boolean mayApprove =
        properties.approvers().isEmpty()
            || properties.approvers().stream().anyMatch(one -> Person.same(one, approver));
    return mayApprove ? null : Change.Refusal.NOT_AN_APPROVER;
  }

  /// Ends a change that waits. Anybody may, also its author.
  ///
  /// @throws RuntimeException as for [#submit]
  public synchronized Change reject(UUID changeId, String actor, @Nullable String comment) {
    return change(() -> {
      List<ControlRecord> steps = ledger.steps(changeId);
      if (steps.isEmpty()) {
        return new Change.Refused(Change.Refusal.UNKNOWN_CHANGE);
      }
      return steps.getLast().step() == Step.REQUESTED
          ? new Change.Rejected(
              ledger.append(Entry.settled(steps.getLast(), Step.REJECTED, actor, comment, now())))
          : new Change.Refused(Change.Refusal.CHANGE_SETTLED);
    });
  }

  private Change change(Supplier<Change> work) {
    Change change;
    try {
      change = inTransaction(work);
    } catch (CannotCreateTransactionException e) {
      return new Change.Unavailable(); // nothing was sent
    }
    switch (change) {
      case Change.InForce(ControlRecord record) -> {
        // Not again what was in force before, where nothing was changed.
        if (record.number() > newest) {
          inForce = with(record);
        }
        newest = Math.max(newest, record.number());
      }
      case Change.Waits(ControlRecord record) -> newest = Math.max(newest, record.number());
      case Change.Rejected(ControlRecord record) -> newest = Math.max(newest, record.number());
      case Change.Refused _, Change.Unavailable _, Change.NotOwner _ -> {}
    }
    return change;
  }

  private Change inTransaction(Supplier<Change> work) {
    return Objects.requireNonNull(
        transactions.execute(status ->
            switch (fence.ownership()) {
              case OURS -> work.get();
              case ANOTHERS -> new Change.NotOwner();
              case UNKNOWN -> {
                status.setRollbackOnly();
                yield new Change.Unavailable();
              }
            }));
  }

  private ControlBook with(ControlRecord record) {
    ControlTarget target = record.target();
    String value = record.after();
    return switch (target.kind()) {
      case LIMIT -> tables.book(record.ref());
      case TRADING_STATE -> withState(target, TradingState.valueOf(value(value)), record);
      case INSTRUMENT ->
          inForce.withInstrument(
              new Symbol(target.subject()),
              Instrument.Status.valueOf(value(value)) == Instrument.Status.TRADABLE,
              record.ref());
    };
  }

  private static String value(@Nullable String value) {
    return Objects.requireNonNull(value, "only a limit can be taken away");
  }

  private ControlBook withState(ControlTarget target, TradingState state, ControlRecord record) {
    return switch (target.scope()) {
      case FIRM -> inForce.withFirm(state, record.ref());
      case ACCOUNT -> inForce.with(new ClientId(target.subject()), state, record.ref());
      case SYMBOL -> inForce.with(new Symbol(target.subject()), state, record.ref());
      case ORDER -> throw new IllegalStateException("an order has no trading state");
    };
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

  /// The steps of one change, first to last; empty when there is none.
  public List<ControlRecord> steps(UUID changeId) {
    return ledger.steps(changeId);
  }

  /// Changes that wait for a second person, oldest first.
  public List<ControlRecord> waiting() {
    return ledger.waiting(now(), properties.waitingMax());
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
