package dev.tradewitness.evidence.format;

import java.util.Optional;

/// The versions of `manifest.json`'s `format`.
public enum EvidenceFormat {
  /// Time-stamps cover `merkle_root` alone: neither the stream, nor the place of the batch in it,
  /// nor when it was closed.
  V1("tradewitness-evidence/1"),
  /// Time-stamps cover `batch_hash`, and with it every signed member of the batch record.
  V2("tradewitness-evidence/2");

  private final String wireName;

  EvidenceFormat(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /// The version of that name; empty for any other text.
  public static Optional<EvidenceFormat> ofWireName(String name) {
    for (EvidenceFormat format : values()) {
      if (format.wireName.equals(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
