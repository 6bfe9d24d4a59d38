package dev.tradewitness.authorize.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tradewitness.authorize.api.TokenController.CheckBody;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.lifecycle.RedeemAnswer;
import dev.tradewitness.authorize.lifecycle.Redemptions;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.HttpProblems;
import dev.tradewitness.kit.web.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /v1/tokens/redeem`: lets a token be used once, while its order is open and trading lets
/// the order pass.
@RestController
class RedemptionController {

  private final Redemptions redemptions;
  private final HttpProblems problems;

  RedemptionController(Redemptions redemptions, MeterRegistry meters) {
    this.redemptions = redemptions;
    this.problems = new HttpProblems(meters);
  }

  /// @param replayed true when an earlier request with the same `redemption_id` redeemed it
  record RedemptionBody(
      boolean redeemed,
      boolean replayed,
      String jti,
      String clientId,
      String clientOrderId,
      @Nullable String redemptionId,
      String redeemedAt) {}

  /// A problem of RFC 9457 with what is known of the redemption.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RefusalBody(
      String type,
      String title,
      int status,
      String detail,
      String code,
      @Nullable String redeemedAt,
      @Nullable String tradingState,
      @Nullable List<CheckBody> checks) {}

  @PostMapping("/v1/tokens/redeem")
  ResponseEntity<Record> redeem(HttpServletRequest request) throws InterruptedException {
    JsonObject body = JsonBody.read(request, ShownToken::malformed);
    var in = new MemberReader(body, "");
    String id = in.optionalId("redemption_id", "redemptionId");
    if (!in.isPresent("token")) {
      in.violation("token", "MISSING", "expected a token, an object or a compact JWS as text");
    }
    if (!in.violations().isEmpty()) {
      throw ShownToken.malformed(in.violations());
    }
    ShownToken shown = ShownToken.read(body);
    return answer(
        redemptions.redeem(shown.token(), shown.order(), id == null ? null : new RedemptionId(id)));
  }

  private ResponseEntity<Record> answer(RedeemAnswer answer) {
    return switch (answer) {
      case RedeemAnswer.Redeemed(JournalRow.Redeemed row, boolean replayed) ->
          ResponseEntity.ok(body(row, replayed));
      case RedeemAnswer.Invalid(List<Check> failed) ->
          refused(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "TOKEN_INVALID",
              "The token is not good; nothing was redeemed",
              new Known(null, null, failed));
      case RedeemAnswer.Expired(String message) ->
          refused(
              HttpStatus.CONFLICT,
              "TOKEN_EXPIRED",
              "The token " + message + "; nothing was redeemed",
              Known.NOTHING);
      case RedeemAnswer.Unknown() ->
          refused(
              HttpStatus.NOT_FOUND,
              "UNKNOWN_TOKEN",
              "The account's newest order under this id has no such token",
              Known.NOTHING);
      case RedeemAnswer.OrderClosed(JournalRow.Redeemed first) ->
          refused(
              HttpStatus.CONFLICT,
              "ORDER_CLOSED",
              "The token's order is not open any more",
              new Known(first, null, null));
      case RedeemAnswer.AlreadyRedeemed(JournalRow.Redeemed first) ->
          refused(
              HttpStatus.CONFLICT,
              "ALREADY_REDEEMED",
              "The token was redeemed before, by another attempt",
              new Known(first, null, null));
      case RedeemAnswer.Restricted(TradingState state, JournalRow.Redeemed own) ->
          refused(
              HttpStatus.CONFLICT,
              "TRADING_RESTRICTED",
              "Trading is restricted for firm, desk, account or symbol; the order must not go now",
              new Known(own, state, null));
      case RedeemAnswer.Unavailable(var why) ->
          throw ProblemException.unavailable(why.code(), why.detail(), why.retryAfter());
    };
  }

  private static RedemptionBody body(JournalRow.Redeemed row, boolean replayed) {
    RedemptionId id = row.redemptionId();
    return new RedemptionBody(
        true,
        replayed,
        row.tokenId().toString(),
        row.order().client().value(),
        row.order().id().value(),
        id == null ? null : id.value(),
        Rfc3339.ofMicros(row.atMicros()));
  }

  private record Known(
      JournalRow.@Nullable Redeemed redemption,
      @Nullable TradingState state,
      @Nullable List<Check> failed) {
    static final Known NOTHING = new Known(null, null, null);
  }

  private ResponseEntity<Record> refused(
      HttpStatus status, String code, String detail, Known known) {
    problems.count(status, code);
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(
            new RefusalBody(
                "about:blank",
                status.getReasonPhrase(),
                status.value(),
                detail,
                code,
                known.redemption() == null ? null : Rfc3339.ofMicros(known.redemption().atMicros()),
                known.state() == null ? null : known.state().name(),
                known.failed() == null ? null : CheckBody.of(known.failed())));
  }
}
