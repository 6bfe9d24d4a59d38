package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.time.Instant;

/// Why nothing of a log is signed: what was published under its name is not what is stored.
///
/// @param published the signed head that was published
/// @param record the published batch record, as it was read
public record SigningStop(
    PolicyId policyId, String detail, TreeHead published, String record, Instant since) {}
