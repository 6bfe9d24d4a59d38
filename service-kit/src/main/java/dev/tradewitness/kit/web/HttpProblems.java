package dev.tradewitness.kit.web;

import dev.tradewitness.common.canonical.JsonObject;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.http.HttpStatus;

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
