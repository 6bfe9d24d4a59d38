package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Merkle;
import java.util.UUID;

/// One event's place in its stream and the hash that stands for it in the tree.
///
/// @param sequence leaf index, 0 or more
/// @param leafHash RFC 6962 leaf hash over the 32 bytes of `eventHash`
/// @param receivedAtMicros microseconds since 1970
public record Leaf(
    long sequence, UUID eventId, Hash eventHash, Hash leafHash, long receivedAtMicros) {

  public static Leaf of(long sequence, UUID eventId, Hash eventHash, long receivedAtMicros) {
    return new Leaf(sequence, eventId, eventHash, Merkle.leaf(eventHash), receivedAtMicros);
  }
}
