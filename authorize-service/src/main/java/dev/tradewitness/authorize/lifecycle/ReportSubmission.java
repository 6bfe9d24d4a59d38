package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.lane.ReportedTerms;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Quantity;
import org.jspecify.annotations.Nullable;

/// An execution report that is to be recorded.
///
/// @param client null when the report does not say; then the id alone must be unambiguous
/// @param content what happened to the order
/// @param terms what the report says about the order besides the ids
/// @param source where it came from, for people
public record ReportSubmission(
    @Nullable ClientId client,
    ClientOrderId id,
    Content content,
    ReportedTerms terms,
    String source) {

  /// What a report says.
  public sealed interface Content {}

  /// Says all of it.
  public record Whole(ExecutionReport report) implements Content {}

  /// Refers to an execution that is still to be looked up.
  public sealed interface Amendment extends Content {

    /// The execution that it refers to (FIX ExecRefID).
    ExecId execRefId();

    ExecutionReport of(ExecutionReport.Recorded original);
  }

  /// FIX ExecType H.
  public record Cancels(ExecId execId, ExecId execRefId) implements Amendment {
    @Override
    public ExecutionReport of(ExecutionReport.Recorded original) {
      return new ExecutionReport.TradeCancel(execId, original);
    }
  }

  /// FIX ExecType G.
  ///
  /// @param trade what happened instead, under the report's own id
  public record Corrects(ExecutionReport.Trade trade, ExecId execRefId) implements Amendment {
    @Override
    public ExecutionReport of(ExecutionReport.Recorded original) {
      return new ExecutionReport.TradeCorrect(trade, original);
    }
  }

  /// Reads `exec_id` and `exec_ref_id`; null when the reader has a violation of them.
  public static @Nullable Content readCancel(MemberReader in) {
    String execId = in.requiredId("exec_id", "execId");
    String refId = in.requiredId("exec_ref_id", "execRefId");
    return execId == null || refId == null
        ? null
        : new Cancels(new ExecId(execId), new ExecId(refId));
  }

  /// Reads `exec_id`, `exec_ref_id`, `qty` and `price`; null when the reader has a violation of
  /// them.
  public static @Nullable Content readCorrect(MemberReader in) {
    String execId = in.requiredId("exec_id", "execId");
    String refId = in.requiredId("exec_ref_id", "execRefId");
    Quantity qty = in.requiredQuantity("qty", "quantity", "executed_qty");
    ExecutionPrice price = in.requiredExecutionPrice("price", "execution_price");
    return execId == null || refId == null || qty == null || price == null
        ? null
        : new Corrects(
            new ExecutionReport.Trade(new ExecId(execId), qty, price), new ExecId(refId));
  }
}
