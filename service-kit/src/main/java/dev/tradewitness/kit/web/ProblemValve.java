package dev.tradewitness.kit.web;

import dev.tradewitness.common.canonical.CanonicalJson;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/// Answers what Tomcat refuses before a controller sees it (paths and headers that cannot be read,
/// methods that nobody serves) as every other problem is answered. Says nothing of what was sent.
final class ProblemValve extends ErrorReportValve {

  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

  /// What Tomcat says when the request line and the headers do not fit its buffer.
  private static final String TOO_LONG =
      StringManager.getManager(Http11Processor.class).getString("iib.requestheadertoolarge.error");

  private final HttpProblems problems;

  ProblemValve(HttpProblems problems) {
    this.problems = problems;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()
        || !isConnected(response)) {
      return;
    }
    HttpStatus status = status(request, response.getStatus(), throwable);
    if (throwable instanceof IOException && !status.is5xxServerError()) {
      // A body that broke off (400) or stopped coming (408). Tomcat sets aside what its reader
      // answered, and has counted, too.
      send(response, status, BoundedBody.INCOMPLETE, BoundedBody.INCOMPLETE_DETAIL);
      return;
    }
    String code = status == HttpStatus.INTERNAL_SERVER_ERROR ? "INTERNAL" : status.name();
    if (throwable != null && status.is5xxServerError()) {
      log.atError().setCause(throwable).log("request failed outside of the controllers");
    }
    problems.count(status, code);
    send(response, status, code, detail(status));
  }

  /// Tomcat has one status, 400, for all that it cannot parse.
  private static HttpStatus status(Request request, int given, @Nullable Throwable throwable) {
    HttpStatus known = HttpStatus.resolve(given);
    if (known == null) {
      return given < 500 ? HttpStatus.BAD_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR;
    }
    if (known != HttpStatus.BAD_REQUEST || throwable == null) {
      return known;
    }
    boolean tooLong = TOO_LONG.equals(throwable.getMessage());
    if (tooLong && request.getCoyoteRequest().requestURI().isNull()) {
      return HttpStatus.URI_TOO_LONG;
    }
    // The other exception is that of too many headers.
    return tooLong || throwable instanceof IllegalStateException
        ? HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : known;
  }

  private static void send(Response response, HttpStatus status, String code, String detail) {
    byte[] body = CanonicalJson.asReceived(HttpProblems.body(status, detail, code).build());
    try {
      response.setStatus(status.value());
      if (status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) {
        // Tomcat ends the connection, and says so of statuses that it gives itself only.
        response.setHeader(HttpHeaders.CONNECTION, "close");
      }
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.atDebug().setCause(e).log("a problem was not delivered");
    }
  }

  private static String detail(HttpStatus status) {
    return switch (status) {
      case BAD_REQUEST -> "The request line, a header or the path cannot be read";
      case URI_TOO_LONG -> "The request line is longer than this server reads";
      case REQUEST_HEADER_FIELDS_TOO_LARGE ->
          "The headers are longer, or more, than this server reads";
      case INTERNAL_SERVER_ERROR -> "The request failed; the log says how";
      default -> "The server does not do that: " + status.getReasonPhrase();
    };
  }

  private static boolean isConnected(Response response) {
    var allowed = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
    return allowed.get();
  }
}
