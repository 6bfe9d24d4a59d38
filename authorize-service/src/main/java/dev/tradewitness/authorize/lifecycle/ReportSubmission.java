package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.lane.ReportedTerms;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import org.jspecify.annotations.Nullable;

/// An execution report that is to be recorded.
///
/// @param client null when the report does not say; then the id alone must be unambiguous
/// @param terms what the report says about the order besides the ids
/// @param source where it came from, for people
public record ReportSubmission(
    @Nullable ClientId client,
    ClientOrderId id,
    ExecutionReport report,
    ReportedTerms terms,
    String source) {}
