package dev.tradewitness.anchor.settle;

import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.SigningStop;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.anchor.settle.SettleOutcome.NoLog;
import dev.tradewitness.anchor.settle.SettleOutcome.Refused;
import dev.tradewitness.anchor.settle.SettleOutcome.Settled;
import dev.tradewitness.common.event.PolicyId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Carries out what a person decides about a stopped log, and journals who, why and what, in one
/// transaction. A decision that would make signed state contradict itself is refused.
public final class Settlements {

  private static final Logger log = LoggerFactory.getLogger(Settlements.class);

  private final StreamLog logs;
  private final TreeReader trees;
  private final SigningStops stops;
  private final Checkpoints checkpoints;
  private final SettlementStore store;
  private final TransactionOperations transactions;
  private final InstantSource clock;

  Settlements(
      StreamLog logs,
      TreeReader trees,
      SigningStops stops,
      Checkpoints checkpoints,
      SettlementStore store,
      TransactionOperations transactions,
      InstantSource clock) {
    this.logs = logs;
    this.trees = trees;
    this.stops = stops;
    this.checkpoints = checkpoints;
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @param by who decides
  /// @param why the reason
  public SettleOutcome settle(PolicyId policyId, SettleAction action, String by, String why) {
    SettleOutcome outcome =
        transactions.execute(status ->
            logs.lock(policyId)
                .<SettleOutcome>map(head -> settle(head, action, by, why))
                .orElseGet(NoLog::new));
    if (outcome == null) {
      throw new IllegalStateException("a decision was carried out without a result");
    }
    if (outcome instanceof Settled settled) {
      log.atWarn()
          .addKeyValue("policyId", policyId)
          .addKeyValue("action", action)
          .addKeyValue("state", settled.settlement().state())
          .addKeyValue("by", by)
          .addKeyValue("why", why)
          .log("log settled");
    }
    return outcome;
  }

  private SettleOutcome settle(LogHead head, SettleAction action, String by, String why) {
    SigningStop stop = stops.find(head.logNo()).orElse(null);
    Refused refused =
        switch (action) {
          case ACCEPT -> accept(head);
          case SIGN -> sign(head, stop);
          case FORGET -> forget(head);
        };
    if (refused != null) {
      return refused;
    }
    SigningStop lifted = action == SettleAction.SIGN ? stop : null;
    var settlement =
        new Settlement(
            head.policyId().value(),
            action,
            by,
            why,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            head.size(),
            lifted == null ? head.standing().state().name() : "NOT_SIGNED",
            lifted == null ? head.standing().detail() : lifted.detail(),
            lifted == null ? "" : lifted.record());
    store.insert(settlement);
    return new Settled(settlement);
  }

  private @Nullable Refused accept(LogHead head) {
    LogState state = head.standing().state();
    switch (state) {
      case CONFLICT, AHEAD -> logs.accept(head.policyId(), head.standing());
      case MALFORMED -> logs.resolve(head.policyId(), head.standing());
      case OPEN, UNCONFIRMED, GAP, UNKNOWN -> {
        return new Refused("the log is %s: there is nothing to accept".formatted(state));
      }
    }
    return null;
  }

  private @Nullable Refused sign(LogHead head, @Nullable SigningStop stop) {
    if (stop == null) {
      return new Refused("the signing of the log is not stopped");
    }
    Refused refused =
        switch (stop.cause()) {
          case PUBLISHED, FORGOTTEN -> contradictsPublished(head, stop);
          case REFUSED -> contradictsSigned(head);
        };
    if (refused == null) {
      stops.lift(head.logNo(), clock.instant());
    }
    return refused;
  }

  /// The stored tree may have been repaired since, or the stored heads: both are looked at anew.
  private @Nullable Refused contradictsSigned(LogHead head) {
    return checkpoints
        .contradiction(head)
        .map(found -> new Refused("what was signed is still contradicted: " + found))
        .orElse(null);
  }

  private @Nullable Refused contradictsPublished(LogHead head, SigningStop stop) {
    long published = stop.published().size();
    if (head.size() < published) {
      return new Refused(
          "a checkpoint over %d leaves was published, the log has %d: it has to grow again first"
              .formatted(published, head.size()));
    }
    if (!trees.root(head.tree(), published).equals(stop.published().root())) {
      return new Refused(
          "the log's first %d leaves are others than those that were signed: no decision makes two signed histories one"
              .formatted(published));
    }
    return null;
  }

  private @Nullable Refused forget(LogHead head) {
    return logs.forget(head.policyId())
        ? null
        : new Refused(
            "the log is %s with %d leaves: only an empty one of an unknown stream is forgotten"
                .formatted(head.standing().state(), head.size()));
  }

  /// What was decided about a stream, newest first.
  public List<Settlement> of(PolicyId policyId, int limit) {
    return store.of(policyId.value(), limit);
  }
}
