package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.Lane;
import dev.tradewitness.authorize.lane.LaneAnswer;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.ReportCommand;
import dev.tradewitness.authorize.lifecycle.OrderSearch.Found;
import dev.tradewitness.authorize.lifecycle.OrderSearch.Result;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Takes execution reports and tells what is known about an order. Every answer is durable.
public final class ExecutionReports {

  private final OrderSearch search;
  private final JournalStore journal;
  private final LifecycleMeters meters;

  public ExecutionReports(Lanes lanes, JournalStore journal, LifecycleMeters meters) {
    this.search = new OrderSearch(lanes, journal);
    this.journal = journal;
    this.meters = meters;
  }

  /// Records a report; the answer comes when it is durable.
  public ReportAnswer report(ReportSubmission submission) throws InterruptedException {
    return submit(submission).get();
  }

  /// A report that counts in memory; [#get] waits until it is durable.
  @FunctionalInterface
  public interface Submitted {
    ReportAnswer get() throws InterruptedException;
  }

  /// Starts recording a report, so that many can share a commit.
  public Submitted submit(ReportSubmission submission) throws InterruptedException {
    try {
      return found(submission, search.search(submission.client(), submission.id()));
    } catch (SQLException e) {
      return now(unavailable(Unavailabilities.journal("The journal cannot be read")));
    }
  }

  private Submitted found(ReportSubmission submission, Result result)
      throws SQLException, InterruptedException {
    return switch (result) {
      case Result.Impossible(Refusal why) -> now(unavailable(Unavailabilities.refused(why)));
      case Result.None() -> now(new ReportAnswer.UnknownOrder());
      case Result.Several() -> now(new ReportAnswer.AmbiguousOrder());
      case Result.One(Found at) ->
          switch (submission.content()) {
            case ReportSubmission.Whole(ExecutionReport report) -> applied(at, submission, report);
            case ReportSubmission.Amendment amendment -> amended(at, submission, amendment);
          };
    };
  }

  private Submitted applied(Found at, ReportSubmission submission, ExecutionReport report)
      throws SQLException, InterruptedException {
    LaneAnswer.ToReport answer =
        apply(at, new ReportCommand(report, submission.terms(), submission.source()));
    return () -> meters.reported(durable(answer));
  }

  /// Memory has an execution's hash and not its quantity and price, so the journal is read up to
  /// the execution. Whether it still counts is decided in the lane.
  private Submitted amended(
      Found at, ReportSubmission submission, ReportSubmission.Amendment amendment)
      throws SQLException, InterruptedException {
    if (!isDurable(at.lane().last())) {
      return now(late());
    }
    ExecutionReport.Recorded original = execution(at, amendment.execRefId());
    if (original != null) {
      return applied(at, submission, amendment.of(original));
    }
    return now(
        journal.decision(at.lane().number(), at.sequence()) == null
            ? late() // decided, and taken back since
            : new ReportAnswer.UnknownExecution());
  }

  /// The execution with this id, whether it still counts or not; null when there is none.
  private ExecutionReport.@Nullable Recorded execution(Found at, ExecId id) throws SQLException {
    JournalRow row =
        journal.firstAfter(
            at.lane().number(),
            at.sequence(),
            each -> {
              ExecutionReport.Recorded recorded = recorded(each);
              return recorded != null && recorded.trade().execId().equals(id);
            });
    return row == null ? null : recorded(row);
  }

  private static ExecutionReport.@Nullable Recorded recorded(JournalRow row) {
    return row instanceof JournalRow.Reported reported ? reported.execution() : null;
  }

  private Submitted now(ReportAnswer answer) {
    return () -> meters.reported(answer);
  }

  private static ReportAnswer unavailable(Answer.Unavailable why) {
    return new ReportAnswer.Unavailable(why);
  }

  private LaneAnswer.ToReport apply(Found at, ReportCommand command)
      throws SQLException, InterruptedException {
    Lane lane = at.lane();
    LaneAnswer.ToReport answer = lane.report(at.sequence(), command, null);
    if (!(answer instanceof LaneAnswer.NotInMemory(int reading))) {
      return answer;
    }
    try {
      OrderHistory history = history(at);
      return history == null
          ? new LaneAnswer.Refused(Refusal.UNAVAILABLE) // decided, and taken back since
          : lane.report(at.sequence(), command, new LaneAnswer.Loaded(history.state(), reading));
    } finally {
      lane.unpin(at.sequence(), reading);
    }
  }

  private static ReportAnswer durable(LaneAnswer.ToReport answer) throws InterruptedException {
    return switch (answer) {
      case LaneAnswer.Applied(Pending pending, OrderState after, var anomalies) ->
          isDurable(pending) ? new ReportAnswer.Applied(after, anomalies) : late();
      case LaneAnswer.Unchanged(Pending last, OrderState state, LaneAnswer.Why why) ->
          isDurable(last)
              ? switch (why) {
                case DUPLICATE -> new ReportAnswer.Duplicate(state);
                case CONFLICT -> new ReportAnswer.Conflict();
                case UNKNOWN_EXECUTION -> new ReportAnswer.UnknownExecution();
                case EXECUTION_CANCELLED -> new ReportAnswer.ExecutionCancelled();
                case ALREADY_CLOSED -> new ReportAnswer.AlreadyClosed(state);
                case SYMBOL_MISMATCH -> new ReportAnswer.SymbolMismatch();
                case SIDE_MISMATCH -> new ReportAnswer.SideMismatch();
                case TOO_MANY_EXECUTIONS -> new ReportAnswer.TooManyExecutions();
              }
              : late();
      case LaneAnswer.Refused(Refusal why) -> unavailable(Unavailabilities.refused(why));
      case LaneAnswer.NotInMemory n -> late();
    };
  }

  private static boolean isDurable(@Nullable Pending row) throws InterruptedException {
    return row == null || row.await() == Outcome.COMMITTED;
  }

  private static ReportAnswer late() {
    return unavailable(Unavailabilities.journal("The journal did not confirm; report it again"));
  }

  /// What an order lookup found.
  public sealed interface OrderView {
    record Known(OrderHistory history) implements OrderView {}

    record Unknown() implements OrderView {}

    record Ambiguous() implements OrderView {}

    record Unavailable(Answer.Unavailable why) implements OrderView {}
  }

  /// The order with every report about it.
  ///
  /// @param client whose order it is; null when the id alone must be unambiguous
  public OrderView order(@Nullable ClientId client, ClientOrderId id) throws InterruptedException {
    try {
      return switch (search.search(client, id)) {
        case Result.Impossible(Refusal why) ->
            new OrderView.Unavailable(Unavailabilities.refused(why));
        case Result.None() -> new OrderView.Unknown();
        case Result.Several() -> new OrderView.Ambiguous();
        case Result.One(Found at) -> {
          OrderHistory history = history(at);
          yield history == null
              ? new OrderView.Unavailable(Unavailabilities.journal("The order is not recorded yet"))
              : new OrderView.Known(history);
        }
      };
    } catch (SQLException e) {
      return new OrderView.Unavailable(Unavailabilities.journal("The journal cannot be read"));
    }
  }

  private @Nullable OrderHistory history(Found at) throws SQLException, InterruptedException {
    if (!isDurable(at.lane().last())) {
      return null;
    }
    int lane = at.lane().number();
    JournalRow.Decided decided = journal.decision(lane, at.sequence());
    return decided == null ? null : OrderHistory.of(decided, journal.after(lane, at.sequence()));
  }
}
