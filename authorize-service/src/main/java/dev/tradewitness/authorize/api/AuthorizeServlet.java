package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.api.DecisionBody.Clocked;
import dev.tradewitness.authorize.lifecycle.Answer;
import dev.tradewitness.authorize.lifecycle.Authorizer;
import dev.tradewitness.authorize.lifecycle.OrderSubmission;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.OrderReader.Reading;
import dev.tradewitness.authorize.order.OrderRequest;
import dev.tradewitness.authorize.order.Uuids;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.BoundedBody;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// `POST /v1/authorize`. The one hot path, so it is a plain servlet: request bytes → order →
/// decision → response bytes, without a framework in between.
final class AuthorizeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Authorizer authorizer;
  private final transient ServletProblems problems;
  private final transient @Nullable ClientId defaultClient;

  /// @param defaultClient account of orders that name no client; null refuses them
  AuthorizeServlet(
      Authorizer authorizer, ServletProblems problems, @Nullable ClientId defaultClient) {
    this.authorizer = authorizer;
    this.problems = problems;
    this.defaultClient = defaultClient;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!request.getMethod().equals("POST")) {
        response.setHeader("Allow", "POST");
        throw ProblemException.of(
            HttpStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Orders are posted");
      }
      authorize(request, response);
    } catch (ProblemException e) {
      problems.write(response, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.write(response, problems.stopping());
    } catch (RuntimeException e) {
      problems.writeUnexpected(response, e);
    }
  }

  private void authorize(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    OrderQuery query = OrderQuery.of(request.getQueryString());
    if (!authorizer.offers(query.token())) {
      throw OrderQuery.notOffered();
    }
    byte[] body = BoundedBody.read(request, JsonBody.BYTES_MAX);
    long start = System.nanoTime();
    ClientId header = ClientHeader.read(request);
    ClientId absent = header != null ? header : defaultClient;
    OrderRequest order = understood(OrderReader.read(body, absent == null));
    ClientId named = header != null ? header : order.client();
    var notes = new ArrayList<JsonObject>(1);
    if (named == null) {
      notes.add(
          DecisionBody.note(
              "DEFAULT_CLIENT", "no client id was given; the order counts for " + absent));
    }
    var submission =
        new OrderSubmission(
            Objects.requireNonNull(named != null ? named : absent),
            order.order(),
            trace(request, order),
            query.token());
    long parsed = System.nanoTime();
    Answer answer =
        query.dryRun() ? authorizer.dryRun(submission) : authorizer.authorize(submission);
    long end = System.nanoTime();
    var clocked = new Clocked(parsed - start, end - start);
    switch (answer) {
      case Answer.Decided decided ->
          write(response, DecisionBody.of(decided, query.token(), notes, clocked), clocked);
      case Answer.Replayed replayed ->
          write(response, DecisionBody.of(replayed, query.token(), notes, clocked), clocked);
      case Answer.DryRun tried ->
          write(response, DecisionBody.of(tried, submission.traceId(), notes, clocked), clocked);
      case Answer.IdReused() ->
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "ID_REUSED",
              "Another order was decided under this client_order_id; that decision stands");
      case Answer.Unavailable(String code, String detail, var retryAfter) ->
          throw ProblemException.unavailable(code, detail, retryAfter);
    }
  }

  private static OrderRequest understood(Reading reading) {
    return switch (reading) {
      case Reading.Understood(OrderRequest request) -> request;
      case Reading.Malformed(List<Violation> violations) ->
          throw ProblemException.of(
              HttpStatus.BAD_REQUEST,
              "INVALID_ORDER_SCHEMA",
              "The body is not an order; nothing was decided",
              violations);
    };
  }

  /// The caller's trace if it names one as a UUID, else the W3C trace it runs in, else a new one.
  private static UUID trace(HttpServletRequest request, OrderRequest order) {
    String header = request.getHeader("x-trace-id");
    UUID trace = header == null ? null : Uuids.parse(header);
    if (trace == null) {
      trace = order.traceId();
    }
    if (trace == null) {
      trace = TraceParent.traceIdOf(request.getHeader(TraceParent.HEADER));
    }
    if (trace != null) {
      return trace;
    }
    var random = ThreadLocalRandom.current();
    return UuidV7.of(System.currentTimeMillis(), random.nextLong(), random.nextLong());
  }

  private static void write(HttpServletResponse response, byte[] bytes, Clocked clocked)
      throws IOException {
    response.setHeader("X-Decision-Latency-Ms", DecisionBody.millisText(clocked.total()));
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
