package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneAnswer.Why;
import org.jspecify.annotations.Nullable;

/// What execution reports and deadlines do to a lane's orders.
///
/// Owned by its lane: call only under the lane's lock.
final class LaneReports {

  private static final ReportCommand RELEASE =
      new ReportCommand(new ExecutionReport.Closed(ExecType.RELEASED), "reservation deadline");

  private final LaneSettings settings;
  private final Custody custody;
  private final LaneTotals totals;
  private final LaneRows rows;

  LaneReports(LaneSettings settings, Custody custody, LaneTotals totals, LaneRows rows) {
    this.settings = settings;
    this.custody = custody;
    this.totals = totals;
    this.rows = rows;
  }

  /// Applies a report to an order in this state.
  LaneAnswer.ToReport report(OrderState order, ReportCommand command) {
    Why contradiction = command.terms().contradicting(order.terms());
    if (contradiction != null) {
      return unchanged(order, contradiction);
    }
    return switch (order.on(command.report())) {
      case Transition.Duplicate() -> unchanged(order, Why.DUPLICATE);
      case Transition.Conflict() -> unchanged(order, Why.CONFLICT);
      case Transition.UnknownExecution() -> unchanged(order, Why.UNKNOWN_EXECUTION);
      case Transition.ExecutionCancelled() -> unchanged(order, Why.EXECUTION_CANCELLED);
      case Transition.AlreadyClosed() -> unchanged(order, Why.ALREADY_CLOSED);
      // Only here and not in the state: what the journal has counts at a replay, whatever the
      // bound.
      case Transition.Applied(OrderState after, var anomalies)
          when isExecution(command)
              && after.executions().size() > settings.orders().executionsPerOrderMax() ->
          unchanged(order, Why.TOO_MANY_EXECUTIONS);
      // An execution that closes its order gives room back.
      case Transition.Applied(OrderState after, var anomalies)
          when isExecution(command) && after.status().isOpen() && totals.isExecutionsFull() -> {
        settings.meters().executionsFull();
        yield new LaneAnswer.Refused(Refusal.EXECUTIONS_FULL);
      }
      case Transition.Applied(OrderState after, var anomalies) -> {
        Pending pending =
            rows.append(rows.state().decide(order, command, settings.clock().wallMicros()), after);
        yield pending == null
            ? new LaneAnswer.Refused(Refusal.OVERLOADED)
            : new LaneAnswer.Applied(pending, after, anomalies);
      }
    };
  }

  private static boolean isExecution(ReportCommand command) {
    return !(command.report() instanceof ExecutionReport.Closed);
  }

  private LaneAnswer.Unchanged unchanged(OrderState order, Why why) {
    return new LaneAnswer.Unchanged(rows.last(), order, why);
  }

  /// Releases reservations that reached their deadline, earliest first, while the queue has room to
  /// spare.
  ///
  /// @param max releases at once
  /// @return how many
  int releaseDue(int max) {
    int released = 0;
    while (released < max && custody.refusal() == null && releaseFirstDue()) {
      released++;
    }
    return released;
  }

  private boolean releaseFirstDue() {
    OrderState due = firstDue();
    if (due == null) {
      return false;
    }
    if (!custody.hasRoomToSpare()) {
      settings.meters().releasesDeferred();
      return false;
    }
    boolean released = report(due, RELEASE) instanceof LaneAnswer.Applied;
    if (released) {
      settings.meters().releases().released(due);
    }
    return released;
  }

  /// True when an order has reached its deadline and can be released once there is room.
  boolean hasDue() {
    return custody.refusal() == null && firstDue() != null;
  }

  private @Nullable OrderState firstDue() {
    LaneClock clock = settings.clock();
    return clock.isSuspect() ? null : rows.state().book().firstDue(clock.databaseMicros());
  }
}
