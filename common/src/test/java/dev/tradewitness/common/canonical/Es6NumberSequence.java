package dev.tradewitness.common.canonical;

import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;

/// The sequence of doubles behind the published digests: fixed edge cases, 2,000 in a row from the
/// smallest normal number, then the finite, non-zero ones in a chain of SHA-256 blocks, read
/// little-endian.
final class Es6NumberSequence {

  private static final int SERIAL = 2_000;

  private final List<JsonValue> fixed;
  private final ArrayDeque<Long> left = new ArrayDeque<>();
  private byte[] block = new byte[32];

  private Es6NumberSequence(List<JsonValue> fixed) {
    this.fixed = fixed;
  }

  static String sha256OfFirstLines(int lines, List<JsonValue> fixed) throws Exception {
    var sequence = new Es6NumberSequence(fixed);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < lines; i++) {
      long bits = sequence.bits(i);
      String line =
          Long.toHexString(bits) + "," + EcmaNumber.text(Double.longBitsToDouble(bits)) + "\n";
      digest.update(line.getBytes(StandardCharsets.US_ASCII));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private long bits(int i) {
    if (i < fixed.size()) {
      return Long.parseUnsignedLong(((JsonValue.JsonString) fixed.get(i)).value(), 16);
    }
    if (i < fixed.size() + SERIAL) {
      return 0x0010_0000_0000_0000L + (i - fixed.size());
    }
    while (true) {
      if (left.isEmpty()) {
        block = Hash.of(block).bytes();
        ByteBuffer words = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
          left.add(words.getLong());
        }
      }
      long bits = left.remove();
      double value = Double.longBitsToDouble(bits);
      if (value != 0 && Double.isFinite(value)) {
        return bits;
      }
    }
  }
}
