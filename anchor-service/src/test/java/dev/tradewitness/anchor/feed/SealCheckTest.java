package dev.tradewitness.anchor.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Place;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SealCheckTest {

  private static final Ed25519Signer CAPTURE = new Ed25519Signer(new byte[32]);

  private final AtomicInteger checked = new AtomicInteger();
  private final SealCheck seals =
      new SealCheck((keyId, message, signature) -> {
        checked.incrementAndGet();
        return keyId.equals(CAPTURE.publicKey().keyId())
            && CAPTURE.publicKey().verifies(message, signature);
      });

  private static EventHeaders headers(long sequence) {
    return new EventHeaders(
        sequence, new UUID(1, sequence), Hash.of(new byte[] {(byte) sequence}), 5, "GOLD");
  }

  private static EventMessage.Event event(
      String policyId, EventHeaders headers, byte @Nullable [] seal) {
    return new EventMessage.Event(
        new PolicyId(policyId),
        headers,
        Leaf.of(
            headers.sequence(), headers.eventId(), headers.eventHash(), headers.receivedAtMicros()),
        PlaceSeal.decode(seal));
  }

  private static List<byte[]> sealed(int count) {
    return PlaceSeal.seal(
        IntStream.range(0, count).mapToObj(i -> new Place("test:a", headers(i))).toList(),
        CAPTURE.publicKey().keyId(),
        CAPTURE::sign);
  }

  @Test
  void whatCaptureSealedTogetherIsCheckedByOneSignature() {
    List<byte[]> seal = sealed(16);
    for (int i = 0; i < 16; i++) {
      assertThat(seals.holds(event("test:a", headers(i), seal.get(i)))).isTrue();
    }
    assertThat(checked).hasValue(1);
  }

  @Test
  void aSealThatHoldsVouchesForNoOtherPlaceAfterwards() {
    List<byte[]> seal = sealed(2);
    assertThat(seals.holds(event("test:a", headers(0), seal.getFirst()))).isTrue();
    assertThat(seals.holds(event("test:a", headers(1), seal.getFirst()))).isFalse();
    assertThat(seals.holds(event("test:b", headers(0), seal.getFirst()))).isFalse();
    assertThat(seals.holds(event("test:a", headers(0), null))).isFalse();
    byte[] cut = java.util.Arrays.copyOf(seal.getLast(), seal.getLast().length - Hash.BYTES);
    assertThat(seals.holds(event("test:a", headers(1), cut))).isFalse();
  }
}
