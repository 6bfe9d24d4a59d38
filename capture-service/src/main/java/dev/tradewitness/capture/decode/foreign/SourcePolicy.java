package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;

/// What messages of one source, which name no policy of their own, are recorded under.
///
/// @param clock what the source's timestamps are worth; part of the hashed event, so that it must
///   not change by itself between two deliveries of a message
public record SourcePolicy(String policyId, Tier tier, ClockStatus clock) {}
