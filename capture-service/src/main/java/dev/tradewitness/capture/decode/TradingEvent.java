package dev.tradewitness.capture.decode;

import java.util.Set;

/// An event that was understood: constructed means it may be stored.
///
/// @param policyId the stream it belongs to
/// @param warnings conformance findings, which never refuse an event
public record TradingEvent(
    EventId id,
    String policyId,
    Tier tier,
    EventDocument document,
    SearchFields fields,
    Set<Warning> warnings) {}
