package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.lane.ReportedTerms;
import dev.tradewitness.authorize.lifecycle.ExecutionReports;
import dev.tradewitness.authorize.lifecycle.ExecutionReports.OrderView;
import dev.tradewitness.authorize.lifecycle.OrderHistory;
import dev.tradewitness.authorize.lifecycle.ReportAnswer;
import dev.tradewitness.authorize.lifecycle.ReportSubmission;
import dev.tradewitness.authorize.lifecycle.ReportSubmission.Content;
import dev.tradewitness.authorize.lifecycle.ReportSubmission.Whole;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// What happens to orders after their decision, and what is known of them.
@RestController
class OrderController {

  private final ExecutionReports orders;

  OrderController(ExecutionReports orders) {
    this.orders = orders;
  }

  /// The types of events that may be reported.
  enum EventType {
    FILL,
    CANCEL,
    REJECT,
    EXPIRE,
    TRADE_CANCEL,
    TRADE_CORRECT
  }

  record EventBody(boolean applied, boolean duplicate, OrderBody order, List<NoteBody> warnings) {}

  record NoteBody(String code, String message) {}

  record OrderBody(
      String clientId,
      String clientOrderId,
      String status,
      String symbol,
      String side,
      String qty,
      String multiplier,
      String remaining,
      String filledQty,
      String filledValue,
      String timeInForce,
      ReservationBody reservation) {}

  record ReservationBody(String price, String value, @Nullable String deadline) {}

  @PostMapping("/v1/orders/{clientOrderId}/events")
  EventBody event(
      @PathVariable("clientOrderId") String clientOrderId,
      @Query QueryReader query,
      HttpServletRequest request)
      throws InterruptedException {
    query.requireNoViolation(); // an account there would be overlooked
    MemberReader in = body(request);
    String client = in.optionalId("client_id", "clientId");
    ReportedTerms terms = ReportedTerms.read(in);
    Content content = content(in);
    if (content == null || !in.violations().isEmpty()) {
      throw malformed(in.violations());
    }
    ClientId named = ClientHeader.read(request);
    return answer(
        orders.report(
            new ReportSubmission(
                named != null ? named : clientId(client),
                orderId(clientOrderId),
                content,
                terms,
                "http")));
  }

  private static MemberReader body(HttpServletRequest request) {
    return new MemberReader(JsonBody.read(request, OrderController::malformed), "");
  }

  private static ProblemException malformed(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_EVENT_SCHEMA",
        "The body is not an order event; nothing was recorded",
        violations);
  }

  private static @Nullable Content content(MemberReader in) {
    EventType type = in.requiredConstant(EventType.class, "type");
    return switch (type) {
      case null -> null;
      case CANCEL -> closed(ExecType.CANCELED);
      case REJECT -> closed(ExecType.REJECTED);
      case EXPIRE -> closed(ExecType.EXPIRED);
      case TRADE_CANCEL -> ReportSubmission.readCancel(in);
      case TRADE_CORRECT -> ReportSubmission.readCorrect(in);
      case FILL -> {
        Quantity qty = in.requiredQuantity("qty", "quantity");
        ExecutionPrice price = in.requiredExecutionPrice("price");
        String execId = in.requiredId("exec_id", "execId");
        yield qty == null || price == null || execId == null
            ? null
            : new Whole(new ExecutionReport.Trade(new ExecId(execId), qty, price));
      }
    };
  }

  private static Content closed(ExecType type) {
    return new Whole(new ExecutionReport.Closed(type));
  }

  private static EventBody answer(ReportAnswer answer) {
    return switch (answer) {
      case ReportAnswer.Applied(OrderState after, List<Anomaly> anomalies) ->
          new EventBody(
              true, false, body(after), anomalies.stream().map(OrderController::note).toList());
      case ReportAnswer.Duplicate(OrderState state) ->
          new EventBody(false, true, body(state), List.of());
      case ReportAnswer.Conflict() ->
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "EXEC_ID_REUSED",
              "The execution's id was recorded with another quantity or price; nothing changed");
      case ReportAnswer.UnknownExecution() ->
          throw mismatch("UNKNOWN_EXECUTION", "The order has no execution with the exec_ref_id");
      case ReportAnswer.ExecutionCancelled() ->
          throw mismatch("EXECUTION_CANCELLED", "The execution was cancelled or corrected before");
      case ReportAnswer.AlreadyClosed(OrderState state) ->
          new EventBody(
              false,
              false,
              body(state),
              List.of(
                  new NoteBody(
                      "ALREADY_CLOSED", "the order was closed otherwise; nothing changed")));
      case ReportAnswer.SymbolMismatch() ->
          throw mismatch("SYMBOL_MISMATCH", "The event names another symbol than the order has");
      case ReportAnswer.SideMismatch() ->
          throw mismatch("SIDE_MISMATCH", "The event names the other side than the order has");
      case ReportAnswer.UnknownOrder() -> throw unknown();
      case ReportAnswer.AmbiguousOrder() -> throw ambiguous();
      case ReportAnswer.TooManyExecutions() ->
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "TOO_MANY_EXECUTIONS",
              "The order has as many executions as are counted for one; this one was not recorded");
      case ReportAnswer.Unavailable(var why) ->
          throw ProblemException.unavailable(why.code(), why.detail(), why.retryAfter());
    };
  }

  private static ProblemException mismatch(String code, String detail) {
    return ProblemException.of(HttpStatus.CONFLICT, code, detail + "; nothing was recorded");
  }

  private static NoteBody note(Anomaly note) {
    return new NoteBody(
        note.name(),
        switch (note) {
          case OVERFILL -> "more was filled than was authorized";
          case LATE_FILL -> "the reservation had been released before this fill";
          case FILL_OF_BLOCKED_ORDER -> "the order was never authorized";
          case ZERO_PRICE -> "the execution has a price of zero";
          case NOT_REOPENED ->
              "the order stays closed; nothing is reserved for what is executed of it again";
        });
  }

  record OrderHistoryBody(
      OrderBody order,
      @Nullable String expireTime,
      String decision,
      String traceId,
      String decidedAt,
      Map<String, Object> policy,
      List<Map<String, @Nullable String>> reasons,
      List<LineBody> events,
      @Nullable RedemptionBody redemption,
      int lane,
      long sequence) {}

  /// Who may have sent the order to the venue, and when.
  record RedemptionBody(String tokenId, @Nullable String redemptionId, String redeemedAt) {}

  record LineBody(
      String type,
      @Nullable String execId,
      @Nullable String execRefId,
      @Nullable String qty,
      @Nullable String price,
      String recordedAt,
      String source) {}

  @GetMapping("/v1/orders/{clientOrderId}")
  OrderHistoryBody order(
      @PathVariable("clientOrderId") String clientOrderId, @Query({"client_id"}) QueryReader query)
      throws InterruptedException {
    query.requireNoViolation();
    return switch (orders.order(clientId(query.text("client_id")), orderId(clientOrderId))) {
      case OrderView.Known(OrderHistory history) -> body(history);
      case OrderView.Unknown() -> throw unknown();
      case OrderView.Ambiguous() -> throw ambiguous();
      case OrderView.Unavailable(var why) ->
          throw ProblemException.unavailable(why.code(), why.detail(), why.retryAfter());
    };
  }

  private static OrderHistoryBody body(OrderHistory history) {
    var decision = history.decision();
    Instant expireTime = decision.order().expireTime();
    return new OrderHistoryBody(
        body(history.state()),
        expireTime == null ? null : Rfc3339.text(expireTime),
        decision.status().name(),
        decision.traceId().toString(),
        Rfc3339.ofMicros(decision.decidedAtMicros()),
        Map.of("version", decision.policy().version(), "digest", decision.policy().digest()),
        decision.reasons().stream().map(ReasonBody::of).toList(),
        history.reports().stream().map(OrderController::line).toList(),
        redemption(history.redemption()),
        decision.place().lane(),
        decision.place().sequence());
  }

  private static @Nullable RedemptionBody redemption(JournalRow.@Nullable Redeemed row) {
    if (row == null) {
      return null;
    }
    RedemptionId id = row.redemptionId();
    return new RedemptionBody(
        row.tokenId().toString(), id == null ? null : id.value(), Rfc3339.ofMicros(row.atMicros()));
  }

  private static LineBody line(JournalRow.Reported row) {
    return switch (row.report()) {
      case ExecutionReport.Trade fill -> line(row, fill, null);
      case ExecutionReport.TradeCorrect correct ->
          line(row, correct.trade(), correct.original().trade().execId());
      case ExecutionReport.TradeCancel cancel ->
          new LineBody(
              cancel.type().word(),
              cancel.execId().value(),
              cancel.original().trade().execId().value(),
              null,
              null,
              Rfc3339.ofMicros(row.atMicros()),
              row.source());
      case ExecutionReport.Closed closed ->
          new LineBody(
              closed.type().word(),
              null,
              null,
              null,
              null,
              Rfc3339.ofMicros(row.atMicros()),
              row.source());
    };
  }

  private static LineBody line(
      JournalRow.Reported row, ExecutionReport.Trade trade, @Nullable ExecId refId) {
    return new LineBody(
        row.report().type().word(),
        trade.execId().value(),
        refId == null ? null : refId.value(),
        trade.qty().toString(),
        trade.price().toString(),
        Rfc3339.ofMicros(row.atMicros()),
        row.source());
  }

  private static OrderBody body(OrderState state) {
    OrderState.Terms terms = state.terms();
    return new OrderBody(
        state.key().client().value(),
        state.key().id().value(),
        state.status().name(),
        terms.symbol().value(),
        terms.side().name(),
        ExactDecimal.text(terms.qty()),
        ExactDecimal.text(terms.multiplier()),
        ExactDecimal.text(state.remaining()),
        ExactDecimal.text(state.filledQty()),
        ExactDecimal.text(state.filledValue()),
        terms.timeInForce().name(),
        new ReservationBody(
            ExactDecimal.text(terms.reservePrice()),
            ExactDecimal.text(state.openValue()),
            deadline(terms.deadlineMicros())));
  }

  private static @Nullable String deadline(long micros) {
    return micros == 0 || micros == Reservation.NEVER ? null : Rfc3339.ofMicros(micros);
  }

  private static @Nullable ClientId clientId(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!ClientId.isValid(text)) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST, "INVALID_CLIENT_ID", "A client id is " + Names.EXPECTED);
    }
    return new ClientId(text);
  }

  private static ClientOrderId orderId(String text) {
    if (!ClientOrderId.isValid(text)) {
      throw unknown();
    }
    return new ClientOrderId(text);
  }

  private static ProblemException unknown() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "UNKNOWN_ORDER", "No order of this id was decided here");
  }

  private static ProblemException ambiguous() {
    return ProblemException.of(
        HttpStatus.CONFLICT,
        "AMBIGUOUS_ORDER",
        "Several clients have an order of this id; say which with client_id");
  }
}
