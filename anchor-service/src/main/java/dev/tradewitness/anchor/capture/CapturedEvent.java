package dev.tradewitness.anchor.capture;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import java.util.UUID;

/// An event as capture stores it. Its hash was recomputed from its document here.
public final class CapturedEvent {

  private final long sequence;
  private final UUID eventId;
  private final Hash eventHash;
  private final String hashProfile;
  private final String conformanceTier;
  private final long receivedAtMicros;
  private final byte[] document;
  private final JsonObject security;

  CapturedEvent(
      long sequence,
      UUID eventId,
      Hash eventHash,
      JsonObject wire,
      long receivedAtMicros,
      byte[] document) {
    this.sequence = sequence;
    this.eventId = eventId;
    this.eventHash = eventHash;
    this.hashProfile = orEmpty(wire.string("hash_profile"));
    this.conformanceTier = orEmpty(wire.string("conformance_tier"));
    this.receivedAtMicros = receivedAtMicros;
    this.document = document.clone();
    JsonObject object = wire.object("security");
    this.security = object == null ? JsonObject.empty() : object;
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  public long sequence() {
    return sequence;
  }

  public UUID eventId() {
    return eventId;
  }

  public Hash eventHash() {
    return eventHash;
  }

  public String hashProfile() {
    return hashProfile;
  }

  public String conformanceTier() {
    return conformanceTier;
  }

  public long receivedAtMicros() {
    return receivedAtMicros;
  }

  /// The verbatim bytes that were hashed.
  public byte[] document() {
    return document.clone();
  }

  public JsonObject security() {
    return security;
  }
}
