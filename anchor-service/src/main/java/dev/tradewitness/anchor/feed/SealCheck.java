package dev.tradewitness.anchor.feed;

import dev.tradewitness.common.wire.PlaceSeal;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// Whether capture gave the events of one poll their places. Events that capture sealed together
/// share a signature, which is checked once. Not for several threads.
final class SealCheck {

  /// Whether a signature over a message is capture's.
  @FunctionalInterface
  interface Signatures {
    boolean verifies(String keyId, byte[] message, byte[] signature);
  }

  private record Signed(ByteBuffer message, ByteBuffer signature, String keyId) {}

  private final Signatures signatures;

  /// Signatures that hold: at most one for each message of the poll.
  private final Set<Signed> known = new HashSet<>();

  SealCheck(Signatures signatures) {
    this.signatures = signatures;
  }

  boolean holds(EventMessage.Event event) {
    PlaceSeal seal = event.seal();
    return seal != null
        && seal.messageFor(event.place())
            .filter(message -> holds(message, seal.signature(), seal.keyId()))
            .isPresent();
  }

  private boolean holds(byte[] message, byte[] signature, String keyId) {
    var signed = new Signed(ByteBuffer.wrap(message), ByteBuffer.wrap(signature), keyId);
    if (known.contains(signed)) {
      return true;
    }
    boolean holds = signatures.verifies(keyId, message, signature);
    if (holds) {
      known.add(signed);
    }
    return holds;
  }
}
