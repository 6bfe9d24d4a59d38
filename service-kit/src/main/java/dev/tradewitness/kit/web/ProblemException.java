package dev.tradewitness.kit.web;

import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// A request that gets an RFC 9457 problem for an answer. Nothing was changed by it.
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String code;
  private final transient List<Violation> violations;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      HttpStatus status,
      String code,
      String detail,
      List<Violation> violations,
      @Nullable Duration retryAfter) {
    // An expected outcome: no stack trace, since none is shown and making one costs more than the
    // request.
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  /// @param code stable, in capitals
  /// @param detail one sentence for a person
  public static ProblemException of(HttpStatus status, String code, String detail) {
    return new ProblemException(status, code, detail, List.of(), null);
  }

  /// With the members at fault.
  public static ProblemException of(
      HttpStatus status, String code, String detail, List<Violation> violations) {
    return new ProblemException(status, code, detail, violations, null);
  }

  /// 503 with `Retry-After`.
  ///
  /// @param retryAfter rounded up to whole seconds, at least 1
  public static ProblemException unavailable(String code, String detail, Duration retryAfter) {
    return new ProblemException(
        HttpStatus.SERVICE_UNAVAILABLE, code, detail, List.of(), retryAfter);
  }

  public HttpStatus status() {
    return status;
  }

  public String code() {
    return code;
  }

  public List<Violation> violations() {
    return violations;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
