package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedHashTest {

  // Vectors of the authors' reference code (vectors.h): key 00 01 .. 0f, message 00 01 .. length-1.
  @ParameterizedTest
  @CsvSource({
    "0, 726fdb47dd0e0e31",
    "1, 74f839c593dc67fd",
    "7, ab0200f58b01d137",
    "8, 93f5f5799a932462",
    "15, a129ca6149be45e5",
    "16, 3f2acc7f57c29bdb",
    "63, 958a324ceb064572"
  })
  void givesTheReferenceCodesHashes(int length, String hash) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) i);
    }
    var keyed = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertThat(Long.toHexString(keyed.of(text.toString()))).isEqualTo(hash);
  }

  @Test
  void aTextStoredAsWordsHasTheHashOfTheText() {
    var hash = KeyedHash.ofSeed(7);
    for (int length = 1; length <= 65; length++) {
      String text = "é" + "x".repeat(length);
      byte[] padded = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 80);
      ByteBuffer words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(hash.of(length + 2, word -> words.getLong(8 * word))).isEqualTo(hash.of(text));
    }
  }

  @Test
  void anotherSeedGivesAnotherHash() {
    var hashes = new HashSet<Long>();
    for (long seed = 0; seed < 1000; seed++) {
      hashes.add(KeyedHash.ofSeed(seed).of("order-1"));
    }
    assertThat(hashes).hasSize(1000);
  }
}
