package dev.tradewitness.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Inputs that are nearly right: seeds with some bytes changed, taken out, doubled or exchanged.
final class Mutation {

  private static final int CHANGES_MAX = 6;
  private static final int BYTES_MAX = 64 * 1024;
  private static final int REPEATS_MAX = 200;

  /// What the formats of this product give a meaning to, and what breaks their readers.
  private static final List<byte[]> TOKENS =
      Stream.of(
              "{",
              "}",
              "[",
              "]",
              "\"",
              "\\",
              ":",
              ",",
              "\n",
              "\r\n",
              "\t",
              "=",
              "&",
              ";",
              "%",
              "+",
              "\u0001",
              "\0",
              "\u00e9",
              "\ud83d\ude00",
              "\\u0000",
              "\\ud800",
              "\\\"",
              "null",
              "true",
              "0",
              "-0",
              "-1",
              "1e400",
              "1e-400",
              "0.1",
              "9223372036854775807",
              "99999999999999999999",
              "\u00019=",
              "\u000110=",
              "\u000134=",
              "\u000196=",
              "\u000195=5",
              "\u0001554=",
              "- ",
              "? ",
              "&a ",
              "*a",
              "!!",
              "---\n",
              "|\n",
              "2026-02-30T24:60:60Z",
              "0000",
              "ffff")
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  private final RandomGenerator random;
  private final List<byte[]> seeds;

  /// @param seeds at least one
  Mutation(RandomGenerator random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] input = anySeed().clone();
    for (int i = random.nextInt(CHANGES_MAX) + 1; i > 0; i--) {
      input = changed(input);
    }
    return input.length <= BYTES_MAX ? input : Arrays.copyOf(input, BYTES_MAX);
  }

  private byte[] anySeed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] changed(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(1, 20));
    return switch (random.nextInt(8)) {
      case 0 -> withBit(input);
      case 1 -> with(input, from, to, new byte[0]);
      case 2 -> with(input, from, from, anyToken());
      case 3 -> with(input, from, to, anyToken());
      case 4 -> with(input, from, from, repeated(Arrays.copyOfRange(input, from, to)));
      case 5 -> with(input, from, from, repeated(anyToken()));
      case 6 -> with(input, from, from, anyBytes());
      default -> with(input, from, input.length, tail(anySeed()));
    };
  }

  private byte[] withBit(byte[] input) {
    if (input.length > 0) {
      input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return input;
  }

  private byte[] anyToken() {
    return TOKENS.get(random.nextInt(TOKENS.size()));
  }

  private byte[] anyBytes() {
    byte[] bytes = new byte[random.nextInt(1, 9)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] tail(byte[] seed) {
    return Arrays.copyOfRange(seed, random.nextInt(seed.length + 1), seed.length);
  }

  private byte[] repeated(byte[] piece) {
    int times = random.nextInt(4) == 0 ? random.nextInt(REPEATS_MAX) : 1 + random.nextInt(3);
    byte[] all = new byte[piece.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(piece, 0, all, i * piece.length, piece.length);
    }
    return all;
  }

  private static byte[] with(byte[] input, int from, int to, byte[] piece) {
    byte[] out = new byte[input.length - (to - from) + piece.length];
    System.arraycopy(input, 0, out, 0, from);
    System.arraycopy(piece, 0, out, from, piece.length);
    System.arraycopy(input, to, out, from + piece.length, input.length - to);
    return out;
  }
}
