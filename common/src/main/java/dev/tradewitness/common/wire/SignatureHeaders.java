package dev.tradewitness.common.wire;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The Kafka headers of `vcp.events` that carry capture's signature over the 32 bytes of
/// `event_hash`. An event of a stream that signs checkpoints only has none of them.
public final class SignatureHeaders {

  public static final String SIGNATURE = "signature";
  public static final String SIGNING_KEY_ID = "signing_key_id";

  private static final int KEY_ID_BYTES_MAX = 64;

  private final byte[] bytes;
  private final String keyId;

  private SignatureHeaders(byte[] bytes, String keyId) {
    this.bytes = bytes;
    this.keyId = keyId;
  }

  /// Null when a header is missing or has another length: such an event counts as not signed.
  ///
  /// @param header gives a header's bytes by name, or null
  public static @Nullable SignatureHeaders decode(Function<String, byte @Nullable []> header) {
    byte[] bytes = header.apply(SIGNATURE);
    byte[] keyId = header.apply(SIGNING_KEY_ID);
    return bytes == null
            || bytes.length != Ed25519PublicKey.SIGNATURE_BYTES
            || keyId == null
            || keyId.length > KEY_ID_BYTES_MAX
        ? null
        : new SignatureHeaders(bytes, new String(keyId, StandardCharsets.US_ASCII));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String keyId() {
    return keyId;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignatureHeaders that
        && keyId.equals(that.keyId)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
