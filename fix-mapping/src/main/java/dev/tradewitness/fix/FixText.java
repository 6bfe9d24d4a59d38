package dev.tradewitness.fix;

/// A text that should be a FIX message.
public sealed interface FixText permits FixMessage, FixText.Unreadable {

  /// Takes whatever QuickFIX/J does, so that no message is counted and not stored: behind a tag
  /// that stands there twice it reads no further, so anything may follow. What has no tag is kept.
  ///
  /// @param raw with SOH between the fields
  static FixText of(String raw) {
    return FixMessage.read(raw);
  }

  /// It is not tag=value, or has too many fields: `NOT_FIX`.
  record Unreadable(NotMapped why) implements FixText {

    Unreadable(String detail) {
      this(new NotMapped("NOT_FIX", detail));
    }
  }
}
