package dev.tradewitness.capture.stream;

import java.util.Base64;

/// An Ed25519 signature over the raw bytes of an event's hash.
public final class EventSignature {

  private final byte[] bytes;
  private final String keyId;

  /// Takes ownership of the bytes.
  public EventSignature(byte[] bytes, String keyId) {
    this.bytes = bytes;
    this.keyId = keyId;
  }

  /// The bytes themselves, not a copy; they are not to be written into.
  public byte[] bytes() {
    return bytes;
  }

  public String keyId() {
    return keyId;
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
