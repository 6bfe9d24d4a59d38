package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.lane.AccountView;
import dev.tradewitness.authorize.lifecycle.AccountCursor;
import dev.tradewitness.authorize.lifecycle.Accounts;
import dev.tradewitness.authorize.lifecycle.Accounts.Page;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What accounts have open and hold, against their limits.
@RestController
class ExposureController {

  private static final int LIMIT_MAX = 1000;
  private static final int LIMIT_DEFAULT = 100;

  private final Accounts accounts;
  private final ControlAdmin controls;

  ExposureController(Accounts accounts, ControlAdmin controls) {
    this.accounts = accounts;
    this.controls = controls;
  }

  record ExposureBody(
      String clientId,
      String gross,
      String net,
      String netLong,
      String netShort,
      String openBuy,
      String openSell,
      String positionGross,
      String positionNet,
      int openOrders,
      List<UtilisationBody> utilisation,
      List<PositionBody> positions) {}

  /// @param percent of the limit, two digits, rounded up; null without a limit
  record UtilisationBody(
      String control,
      String scope,
      String subject,
      String figure,
      @Nullable String limit,
      @Nullable String percent,
      String unit) {}

  record PositionBody(
      String symbol, String qty, String value, String openBuyQty, String openSellQty) {}

  record ExposuresBody(List<ExposureBody> exposures, @Nullable String next) {}

  @GetMapping("/v1/exposures/{clientId}")
  ExposureBody exposure(@PathVariable("clientId") String clientId) throws InterruptedException {
    if (!ClientId.isValid(clientId)) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST, "INVALID_CLIENT_ID", "A client id is " + Names.EXPECTED);
    }
    AccountView view = accounts.exposure(new ClientId(clientId));
    if (view == null) {
      throw unavailable();
    }
    return body(view);
  }

  @GetMapping("/v1/exposures")
  ExposuresBody exposures(@Query({"limit", "cursor"}) QueryReader query)
      throws InterruptedException {
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    AccountCursor cursor =
        query.read("cursor", "UNKNOWN_VALUE", "what `next` said", AccountCursor::of);
    query.requireNoViolation();
    return switch (accounts.exposures(cursor, limit)) {
      case Page.Read(List<AccountView> page, AccountCursor next) ->
          new ExposuresBody(
              page.stream().map(this::body).toList(), next == null ? null : next.toString());
      case Page.Expired() ->
          throw ProblemException.of(
              HttpStatus.GONE,
              "CURSOR_EXPIRED",
              "The accounts were read again from the journal since; start again without a cursor");
      case Page.Unavailable() -> throw unavailable();
    };
  }

  private ExposureBody body(AccountView view) {
    AccountExposure total = view.total();
    AccountLimits limits = controls.get().limits(view.client());
    String client = view.client().value();
    return new ExposureBody(
        client,
        text(total.gross()),
        text(total.net()),
        text(total.netLong()),
        text(total.netShort()),
        text(total.openBuy()),
        text(total.openSell()),
        text(total.positionGross()),
        text(total.positionNet()),
        total.openOrders(),
        List.of(
            utilisation("gross_exposure", client, total.gross(), limits.grossExposure()),
            utilisation(
                "net_exposure",
                client,
                total.netLong().max(total.netShort().negate()),
                limits.netExposure())),
        view.symbols().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.comparing(Symbol::value)))
            .map(entry -> position(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static UtilisationBody utilisation(
      String control, String subject, BigDecimal figure, @Nullable BigDecimal limit) {
    String percent =
        limit == null || limit.signum() == 0
            ? null
            : figure
                .multiply(BigDecimal.valueOf(100))
                .divide(limit, 2, RoundingMode.UP)
                .toPlainString();
    return new UtilisationBody(
        control,
        "ACCOUNT",
        subject,
        text(figure),
        limit == null ? null : text(limit),
        percent,
        "notional");
  }

  private static PositionBody position(Symbol symbol, SymbolExposure held) {
    return new PositionBody(
        symbol.value(),
        text(held.qty()),
        text(held.value()),
        text(held.openBuyQty()),
        text(held.openSellQty()));
  }

  private static String text(BigDecimal amount) {
    return ExactDecimal.text(amount);
  }

  private static ProblemException unavailable() {
    return ProblemException.unavailable(
        "JOURNAL_UNAVAILABLE",
        "Exposure cannot be confirmed as durable; retry",
        Duration.ofSeconds(1));
  }
}
