package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.common.crypto.Hash;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One batch on its way to one target.
///
/// @param imprint the 32 bytes that are stamped: the batch hash, which covers root, place and time;
///   the Merkle root alone in jobs of batches that were closed before evidence format 2
/// @param attempts requests sent so far
/// @param receipt what the target gave, once confirmed
/// @param error why the last attempt failed, empty if it did not
public record AnchorJob(
    long jobId,
    UUID batchId,
    Target target,
    Hash imprint,
    Tier tier,
    Instant closedAt,
    JobState state,
    int attempts,
    @Nullable BigInteger nonce,
    @Nullable Instant submittedAt,
    @Nullable AnchorReceipt receipt,
    String error) {

  /// Where it goes.
  ///
  /// @param name as configured; `identifier` in records
  public record Target(String name, String type, String url, Trust trust) {}
}
