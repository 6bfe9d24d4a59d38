package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.crypto.Hash;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventHeadersTest {

  private final EventHeaders headers =
      new EventHeaders(
          258,
          UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
          Hash.of(),
          1_700_000_000_000_001L,
          "GOLD");

  @Test
  void headersAreBigEndianAsTheContractSays() {
    Map<String, byte[]> encoded = headers.encode();

    assertThat(HexFormat.of().formatHex(encoded.get("sequence"))).isEqualTo("0000000000000102");
    assertThat(HexFormat.of().formatHex(encoded.get("event_id")))
        .isEqualTo("017f22e279b07cc398c4dc0c0c07398f");
    assertThat(encoded.get("event_hash")).hasSize(32);
    assertThat(HexFormat.of().formatHex(encoded.get("received_at"))).isEqualTo("00060a24181e4001");
    assertThat(EventHeaders.decode(encoded::get)).isEqualTo(headers);
  }

  @Test
  void aMissingOrShortHeaderIsNamed() {
    Map<String, byte[]> encoded = headers.encode();
    encoded.remove("event_id");
    assertThatThrownBy(() -> EventHeaders.decode(encoded::get))
        .hasMessage("header event_id is 16 bytes, got none");
    encoded.put("event_id", new byte[15]);
    assertThatThrownBy(() -> EventHeaders.decode(encoded::get))
        .hasMessage("header event_id is 16 bytes, got 15");
  }

  @Test
  void thePartitionOfAStreamNeverChanges() {
    // Computed with: printf %s com.example:desk-1 | sha256sum, first 16 hex digits modulo the
    // count.
    assertThat(Partitions.of("com.example:desk-1", 8)).isEqualTo(expected("com.example:desk-1", 8));
    assertThat(Partitions.of("local.tradewitness:orders", 8)).isBetween(0, 7);
    assertThat(Partitions.of("a", 1)).isZero();
  }

  private static int expected(String key, int count) {
    String hex = Hash.of(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex();
    return new java.math.BigInteger(hex.substring(0, 16), 16)
        .mod(java.math.BigInteger.valueOf(count))
        .intValue();
  }

  @Test
  void timesAreMicrosecondsInUtc() {
    assertThat(Rfc3339.ofMicros(1_700_000_000_000_001L)).isEqualTo("2023-11-14T22:13:20.000001Z");
    assertThat(Rfc3339.micros(Rfc3339.instantOfMicros(-1))).isEqualTo(-1);
  }
}
