package dev.tradewitness.anchor.api;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.QueryReader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// What all answers share: JSON with members in the order written, and how parameters are read.
final class Answers {

  private static final String POLICY_ID = "1 to 128 of letters, digits, . _ : -";

  private Answers() {}

  static ResponseEntity<byte[]> json(JsonValue body) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(CanonicalJson.asReceived(body));
  }

  /// From a path.
  static PolicyId policyId(String text) {
    PolicyId policyId = policyIdOrNull(text);
    if (policyId == null) {
      throw invalid("policy_id", "POLICY_ID", POLICY_ID);
    }
    return policyId;
  }

  /// From a query.
  static @Nullable PolicyId policyId(QueryReader query) {
    return query.read("policy_id", "POLICY_ID", POLICY_ID, Answers::policyIdOrNull);
  }

  private static @Nullable PolicyId policyIdOrNull(String text) {
    return PolicyId.isValid(text) ? new PolicyId(text) : null;
  }

  /// From a path.
  static UUID uuid(String name, String text) {
    UUID id = uuidOrNull(text);
    if (id == null) {
      throw invalid(name, "UUID", name + " must be a UUID");
    }
    return id;
  }

  /// From a query.
  static @Nullable UUID uuid(QueryReader query, String name) {
    return query.read(name, "UUID", "a UUID", Answers::uuidOrNull);
  }

  private static @Nullable UUID uuidOrNull(String text) {
    try {
      UUID id = UUID.fromString(text);
      // The JDK also reads 1-1-1-1-1.
      return id.toString().equalsIgnoreCase(text) ? id : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// 400 for something in the path, or for parameters that do not go together.
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
