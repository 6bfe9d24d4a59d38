package dev.tradewitness.kit.web;

import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Turns every failure of a request into an RFC 9457 problem, never a stack trace, and counts it.
@RestControllerAdvice
public class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private static final Duration DATABASE_RETRY = Duration.ofSeconds(2);

  private final HttpProblems problems;

  public ProblemAdvice(HttpProblems problems) {
    this.problems = problems;
  }

  @ExceptionHandler(ProblemException.class)
  ResponseEntity<ProblemDetail> problem(ProblemException e) {
    String detail = e.getMessage();
    ProblemDetail body = ProblemDetail.forStatusAndDetail(e.status(), detail == null ? "" : detail);
    body.setProperty("code", e.code());
    if (!e.violations().isEmpty()) {
      body.setProperty("violations", e.violations());
    }
    problems.count(e.status(), e.code());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(e.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (e.retryAfter() != null) {
      answer.header(
          HttpHeaders.RETRY_AFTER,
          Long.toString(Math.max(1, (e.retryAfter().toMillis() + 999) / 1000)));
    }
    return answer.body(body);
  }

  /// The database is away, restarting or overloaded. What was asked is not known to be done; to ask
  /// again is right.
  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    RecoverableDataAccessException.class,
    UncategorizedDataAccessException.class, // what Hibernate says of a connection that broke
    TransactionException.class
  })
  ResponseEntity<ProblemDetail> databaseAway(Exception e) {
    log.atWarn().addKeyValue("cause", e.getMessage()).log("no answer from the database");
    return problem(
        ProblemException.unavailable(
            "DATABASE_AWAY", "The database does not answer now", DATABASE_RETRY));
  }

  /// Tomcat's word for parameters, in the query or in a form, that are not well encoded or too
  /// many.
  @ExceptionHandler(InvalidParameterException.class)
  ResponseEntity<ProblemDetail> badParameters(InvalidParameterException e) {
    return problem(
        ProblemException.of(
            HttpStatus.BAD_REQUEST, "BAD_PARAMETERS", "The parameters cannot be read"));
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<ProblemDetail> unexpected(Exception e) {
    String incident = UUID.randomUUID().toString();
    log.atError().addKeyValue("incident", incident).setCause(e).log("request failed");
    ProblemDetail body =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.INTERNAL_SERVER_ERROR, "The request failed; the log has it as " + incident);
    body.setProperty("code", "INTERNAL");
    body.setProperty("incident", incident);
    problems.count(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL");
    return ResponseEntity.internalServerError()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpStatus known = HttpStatus.valueOf(status.value());
    Object answer = body;
    if (answer == null && e instanceof ErrorResponse response) {
      answer = response.updateAndGetBody(getMessageSource(), Locale.ROOT);
    }
    if (answer instanceof ProblemDetail problem) {
      problem.setProperty("code", known.name());
      if (e instanceof MethodArgumentTypeMismatchException part) { // of a path
        problem.setProperty(
            "violations",
            List.of(
                new Violation(
                    "/" + part.getName(), "WRONG_TYPE", part.getName() + " cannot be read")));
      }
    }
    problems.count(known, known.name());
    return super.handleExceptionInternal(e, answer, headers, status, request);
  }
}
