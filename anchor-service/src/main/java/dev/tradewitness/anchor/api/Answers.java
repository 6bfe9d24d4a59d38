package dev.tradewitness.anchor.api;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// What all answers share: JSON with members in the order written, and how parameters are read.
final class Answers {

  private static final Instant FIRST = Instant.parse("0000-12-31T23:59:59Z");
  private static final Instant LAST = Instant.parse("+10000-01-01T00:00:00Z");

  private Answers() {}

  static ResponseEntity<byte[]> json(JsonValue body) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(CanonicalJson.asReceived(body));
  }

  static PolicyId policyId(String text) {
    if (!PolicyId.isValid(text)) {
      throw invalid("policy_id", "POLICY_ID", "1 to 128 of letters, digits, . _ : -");
    }
    return new PolicyId(text);
  }

  static UUID uuid(String name, String text) {
    try {
      UUID id = UUID.fromString(text);
      // The JDK also reads 1-1-1-1-1.
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw invalid(name, "UUID", "not a UUID");
  }

  static @Nullable Instant instant(String name, @Nullable String text) {
    try {
      Instant instant = text == null ? null : Instant.parse(text);
      // RFC 3339 ends with the year 9999; PostgreSQL ends before Java does.
      if (instant == null || instant.isAfter(FIRST) && instant.isBefore(LAST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw invalid(name, "TIME", "not an RFC 3339 time in UTC");
  }

  /// 400 for a parameter.
  static ProblemException invalid(String parameter, String code, String message) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_PARAMETER",
        "The parameter %s is not usable: %s".formatted(parameter, message),
        List.of(new Violation("/" + parameter, code, message)));
  }

  static ProblemException notFound(String what) {
    return ProblemException.of(HttpStatus.NOT_FOUND, "NOT_FOUND", what);
  }
}
