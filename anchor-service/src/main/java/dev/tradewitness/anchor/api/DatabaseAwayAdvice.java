package dev.tradewitness.anchor.api;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// 503 while PostgreSQL does not answer: a proof that cannot be read now is no server error, and
/// asking again helps. What is wrong with a statement or with data stays a 500.
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseAwayAdvice {

  private static final Logger log = LoggerFactory.getLogger(DatabaseAwayAdvice.class);
  private static final String RETRY_AFTER_SECONDS = "2";

  private final MeterRegistry meters;

  DatabaseAwayAdvice(MeterRegistry meters) {
    this.meters = meters;
  }

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    RecoverableDataAccessException.class,
    TransientDataAccessException.class,
    UncategorizedDataAccessException.class, // what Hibernate says of a connection that broke
    TransactionException.class
  })
  ResponseEntity<ProblemDetail> away(Exception e) {
    log.atWarn().addKeyValue("cause", e.getMessage()).log("database does not answer");
    meters
        .counter("tradewitness.http.problems", "status", "503", "code", "DATABASE_AWAY")
        .increment();
    ProblemDetail body =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer; ask again");
    body.setProperty("code", "DATABASE_AWAY");
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }
}
