package dev.tradewitness.authorize.api;

import dev.tradewitness.kit.web.HttpProblems;
import dev.tradewitness.kit.web.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    problems.write(response, e);
  }

  void writeUnexpected(HttpServletResponse response, RuntimeException e) throws IOException {
    String incident = UUID.randomUUID().toString();
    log.atError().addKeyValue("incident", incident).setCause(e).log("request failed");
    HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
    problems.write(
        response,
        status,
        "INTERNAL",
        HttpProblems.body(status, "The request failed; the log has it as " + incident, "INTERNAL")
            .put("incident", incident)
            .build());
  }

  /// For a request that was interrupted while it waited: its decision may have been queued.
  ProblemException stopping() {
    return ProblemException.unavailable(
        "STOPPING",
        "The service is stopping and did not confirm the decision. The order may still count: send"
            + " the same request again to learn the decision",
        Duration.ofSeconds(5));
  }
}
