package dev.tradewitness.authorize.api;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.HttpProblems;
import dev.tradewitness.kit.web.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/// Problems of the plain servlet, in the form and under the counter that all others have.
final class ServletProblems {

  private static final Logger log = LoggerFactory.getLogger(ServletProblems.class);

  private final MeterRegistry meters;
  private final HttpProblems problems;

  ServletProblems(MeterRegistry meters) {
    this.meters = meters;
    this.problems = new HttpProblems(meters);
  }

  void write(HttpServletResponse response, ProblemException e) throws IOException {
    meters.counter("authorize.refusals", "code", e.code()).increment();
    e.violations()
        .forEach(v -> meters.counter("authorize.violations", "code", v.code()).increment());
    if (e.retryAfter() != null) {
      response.setHeader(
          HttpHeaders.RETRY_AFTER,
          Long.toString(Math.max(1, (e.retryAfter().toMillis() + 999) / 1000)));
    }
    String detail = e.getMessage();
    JsonObject.Builder body = HttpProblems.body(e.status(), detail == null ? "" : detail, e.code());
    if (!e.violations().isEmpty()) {
      body.put(
          "violations",
          JsonArray.of(e.violations().stream().map(ServletProblems::violation).toList()));
    }
    send(response, e.status(), e.code(), body.build());
  }

  void writeUnexpected(HttpServletResponse response, RuntimeException e) throws IOException {
    String incident = UUID.randomUUID().toString();
    log.atError().addKeyValue("incident", incident).setCause(e).log("request failed");
    HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
    send(
        response,
        status,
        "INTERNAL",
        HttpProblems.body(status, "The request failed; the log has it as " + incident, "INTERNAL")
            .put("incident", incident)
            .build());
  }

  ProblemException stopping() {
    return ProblemException.unavailable(
        "STOPPING", "The service is stopping", Duration.ofSeconds(5));
  }

  private static JsonObject violation(Violation violation) {
    return JsonObject.builder()
        .put("pointer", violation.pointer())
        .put("code", violation.code())
        .put("message", violation.message())
        .build();
  }

  private void send(HttpServletResponse response, HttpStatus status, String code, JsonObject body)
      throws IOException {
    problems.count(status, code);
    byte[] bytes = CanonicalJson.asReceived(body);
    response.setStatus(status.value());
    response.setContentType("application/problem+json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
