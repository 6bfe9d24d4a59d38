package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.JsonValue;
import org.jspecify.annotations.Nullable;

/// How text that a person wrote is read. What is wrong becomes a violation of the reader.
final class SentenceRule {

  private SentenceRule() {}

  /// @return null when the member is not a sentence
  static @Nullable String required(MemberReader in, String member, int charactersMax) {
    if (in.required(member) == null) {
      return null;
    }
    if (!(in.raw(member) instanceof JsonValue.JsonString string)) {
      in.violation(member, "WRONG_TYPE", "expected a string");
      return null;
    }
    String text = string.value();
    if (text.isBlank()) {
      in.violation(member, "MISSING", member + " is required");
    } else if (text.codePointCount(0, text.length()) > charactersMax) {
      in.violation(member, "TOO_LONG", "expected at most " + charactersMax + " characters");
    } else if (text.codePoints().anyMatch(Character::isISOControl)) {
      in.violation(member, "CONTROL_CHARACTER", "expected no control characters");
    } else {
      return text;
    }
    return null;
  }
}
