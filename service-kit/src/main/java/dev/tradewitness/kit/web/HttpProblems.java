package dev.tradewitness.kit.web;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Violation;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/// The form that all problems have and the counter that all are counted under, whoever writes the
/// answer: `tradewitness_http_problems_total{status,code}`.
public final class HttpProblems {

  private final MeterRegistry meters;

  public HttpProblems(MeterRegistry meters) {
    this.meters = meters;
  }

  /// @param code stable, in capitals
  public void count(HttpStatus status, String code) {
    meters
        .counter(
            "tradewitness.http.problems", "status", Integer.toString(status.value()), "code", code)
        .increment();
  }

  /// Answers with the problem and counts it, outside of the controllers.
  public void write(HttpServletResponse response, ProblemException e) throws IOException {
    Duration retryAfter = e.retryAfter();
    if (retryAfter != null) {
      response.setHeader(
          HttpHeaders.RETRY_AFTER,
          Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1000)));
    }
    String detail = e.getMessage();
    JsonObject.Builder body = body(e.status(), detail == null ? "" : detail, e.code());
    if (!e.violations().isEmpty()) {
      body.put(
          "violations",
          JsonArray.of(e.violations().stream().map(HttpProblems::violation).toList()));
    }
    write(response, e.status(), e.code(), body.build());
  }

  /// As above, with a body that has further members.
  public void write(
      HttpServletResponse response, HttpStatus status, String code, JsonObject problem)
      throws IOException {
    count(status, code);
    byte[] bytes = CanonicalJson.asReceived(problem);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static JsonObject violation(Violation violation) {
    return JsonObject.builder()
        .put("pointer", violation.pointer())
        .put("code", violation.code())
        .put("message", violation.message())
        .build();
  }

  /// The members that every problem has (RFC 9457 section 3.1), and `code`.
  public static JsonObject.Builder body(HttpStatus status, String detail, String code) {
    return JsonObject.builder()
        .put("type", "about:blank")
        .put("title", status.getReasonPhrase())
        .put("status", status.value())
        .put("detail", detail)
        .put("code", code);
  }
}
