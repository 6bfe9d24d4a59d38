package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExecutionReport;

/// An execution report on its way to its order.
///
/// @param terms what it says about the order besides the id
/// @param source where it came from, for people
public record ReportCommand(ExecutionReport report, ReportedTerms terms, String source) {

  /// A report that names the order by its id alone.
  public ReportCommand(ExecutionReport report, String source) {
    this(report, ReportedTerms.NONE, source);
  }
}
