package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExecutionReport;

/// An execution report on its way to its order.
///
/// @param source where it came from, for people
public record ReportCommand(ExecutionReport report, String source) {}
