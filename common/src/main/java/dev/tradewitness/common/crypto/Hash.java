package dev.tradewitness.common.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A SHA-256 hash: 32 bytes, lowercase hex in text. Immutable, equal by content.
public final class Hash implements Comparable<Hash> {

  public static final int BYTES = 32;
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  public Hash(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("SHA-256 is 32 bytes, got " + bytes.length);
    }
    this.bytes = bytes.clone();
  }

  private Hash(MessageDigest digest) {
    this.bytes = digest.digest();
  }

  /// The hash that 64 hex digits, either case, stand for.
  ///
  /// @throws IllegalArgumentException for anything else
  public static Hash ofHex(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("SHA-256 is 64 hex digits, got " + hex.length());
    }
    return new Hash(HEX.parseHex(hex));
  }

  /// SHA-256 over the parts, one after another.
  public static Hash of(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return new Hash(digest);
  }

  /// SHA-256 over one prefix byte and the parts: the shape of RFC 6962's leaf and node hashes.
  public static Hash ofPrefixed(byte prefix, byte[]... parts) {
    MessageDigest digest = sha256();
    digest.update(prefix);
    for (byte[] part : parts) {
      digest.update(part);
    }
    return new Hash(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// SHA-256 over a prefix byte and two hashes, without copying them.
  public static Hash ofPair(byte prefix, Hash left, Hash right) {
    MessageDigest digest = sha256();
    digest.update(prefix);
    digest.update(left.bytes);
    digest.update(right.bytes);
    return new Hash(digest);
  }

  /// A copy of the 32 bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  public String hex() {
    return HEX.formatHex(bytes);
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
