package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.merkle.TreeHead;
import java.time.Instant;

/// A stored checkpoint.
///
/// @param note the C2SP signed note as it is shown
public record SignedCheckpoint(TreeHead head, String note, String keyId, Instant signedAt) {}
