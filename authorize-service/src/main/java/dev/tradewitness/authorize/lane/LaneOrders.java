package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.policy.RulesInForce;
import java.util.function.Supplier;

/// Decides a lane's orders, each once.
///
/// Owned by its lane: call only under the lane's lock, while the lane is held.
final class LaneOrders {

  private static final int RELEASES_AT_ONCE = 64;

  private final LaneSettings settings;
  private final LaneTotals totals;
  private final OrderLookup lookup;
  private final LaneRows rows;
  private final LaneReports reports;
  private final ScopeTotals scopes;

  LaneOrders(
      LaneSettings settings,
      LaneTotals totals,
      OrderLookup lookup,
      LaneRows rows,
      LaneReports reports,
      ScopeTotals scopes) {
    this.settings = settings;
    this.totals = totals;
    this.lookup = lookup;
    this.rows = rows;
    this.reports = reports;
    this.scopes = scopes;
  }

  /// Decides an order, or finds what was decided before.
  ///
  /// @param findings what an earlier answer had the caller look up
  LaneAnswer.ToOrder decide(
      OrderCommand command, Supplier<RulesInForce> rules, JournalFindings findings) {
    LaneState state = rows.state();
    Candidate candidate = command.candidate();
    LaneAnswer.ToOrder known = lookup.decided(state, candidate, findings, rows.last());
    if (known != null) {
      return known;
    }
    if (totals.isFull(state.book(), candidate.client(), candidate.order().symbol())) {
      return new LaneAnswer.Refused(Refusal.ORDERS_FULL);
    }
    reports.releaseDue(RELEASES_AT_ONCE);
    RulesInForce now = rules.get();
    return rows.decide(command.under(now), now.controls(), () -> settings.moment(candidate));
  }

  /// What would be decided now. Releases what is due, as a decision would.
  LaneAnswer.ToDryRun dryRun(OrderCommand command, Supplier<RulesInForce> rules) {
    reports.releaseDue(RELEASES_AT_ONCE);
    LaneState state = rows.state();
    LaneAnswer.ToOrder known =
        lookup.decided(state, command.candidate(), JournalFindings.NONE, rows.last());
    Moment moment = settings.moment(command.candidate());
    RulesInForce now = rules.get();
    OrderCommand judged = command.under(now);
    ClientId client = judged.candidate().client();
    rows.place(client, now.controls());
    return new LaneAnswer.DryRun(
        state.judge(judged, now.controls(), scopes.of(client, moment.wallMicros()), moment),
        judged.warnings(),
        judged.policy().policy(),
        known,
        rows.last());
  }
}
