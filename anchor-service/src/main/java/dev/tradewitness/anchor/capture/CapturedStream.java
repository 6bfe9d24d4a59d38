package dev.tradewitness.anchor.capture;

import dev.tradewitness.common.event.PolicyId;

/// A stream's head as capture states it.
///
/// @param head the next sequence
public record CapturedStream(PolicyId policyId, long head) {}
