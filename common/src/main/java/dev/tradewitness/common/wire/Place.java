package dev.tradewitness.common.wire;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Merkle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Where an event stands, and all that `vcp.events` says of it beside its document. What a
/// [PlaceSeal] covers.
///
/// @param policyId a valid one, so without a line feed
public record Place(String policyId, EventHeaders headers) {

  private static final int FIXED_BYTES = 8 + 8 + 16 + Hash.BYTES;

  /// RFC 6962 leaf hash over: sequence and received_at (8 bytes each, big-endian), event_id (16),
  /// event_hash (32), policy_id, a line feed, conformance_tier.
  Hash leaf() {
    byte[] policy = policyId.getBytes(StandardCharsets.UTF_8);
    byte[] tier = headers.conformanceTier().getBytes(StandardCharsets.UTF_8);
    // A policy id has no line feed: no two places have the same bytes.
    return Merkle.leaf(
        ByteBuffer.allocate(FIXED_BYTES + policy.length + 1 + tier.length)
            .putLong(headers.sequence())
            .putLong(headers.receivedAtMicros())
            .putLong(headers.eventId().getMostSignificantBits())
            .putLong(headers.eventId().getLeastSignificantBits())
            .put(headers.eventHash().bytes())
            .put(policy)
            .put((byte) '\n')
            .put(tier)
            .array());
  }
}
