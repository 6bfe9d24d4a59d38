package dev.tradewitness.common.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.crypto.Hash;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV7Test {

  @Test
  void theExampleOfRfc9562ComesOutBitForBit() {
    // RFC 9562 appendix A.6: 2022-02-22T19:22:22.000Z, rand_a CC3, rand_b 18C4DC0C0C07398F.
    UUID id = UuidV7.of(0x017F22E279B0L, 0xCC3, 0x18C4DC0C0C07398FL);

    assertThat(id).hasToString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assertThat(UuidV7.isV7(id)).isTrue();
    assertThat(UuidV7.isV7(UUID.randomUUID())).isFalse();
  }

  @Test
  void contentGivesTheSameIdAlwaysAndOtherContentAnother() {
    assertThat(UuidV7.ofContent(5, Hash.of(new byte[] {1})))
        .isEqualTo(UuidV7.ofContent(5, Hash.of(new byte[] {1})))
        .isNotEqualTo(UuidV7.ofContent(5, Hash.of(new byte[] {2})));
    assertThatThrownBy(() -> UuidV7.of(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
