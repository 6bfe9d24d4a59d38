package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.TradingStateEntry;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.lane.AccountView;
import dev.tradewitness.authorize.lifecycle.AccountCursor;
import dev.tradewitness.authorize.lifecycle.Accounts;
import dev.tradewitness.authorize.lifecycle.Accounts.Page;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
      @Nullable String desk,
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
    return body(view, together());
  }

  @GetMapping("/v1/exposures")
  ExposuresBody exposures(@Query({"limit", "cursor"}) QueryReader query)
      throws InterruptedException {
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    AccountCursor cursor =
        query.read("cursor", "UNKNOWN_VALUE", "what `next` said", AccountCursor::of);
    query.requireNoViolation();
    return switch (accounts.exposures(cursor, limit)) {
      case Page.Read(List<AccountView> page, AccountCursor next) -> {
        Together together = together();
        yield new ExposuresBody(
            page.stream().map(view -> body(view, together)).toList(),
            next == null ? null : next.toString());
      }
      case Page.Expired() ->
          throw ProblemException.of(
              HttpStatus.GONE,
              "CURSOR_EXPIRED",
              "The accounts were read again from the journal since; start again without a cursor");
      case Page.Unavailable() -> throw unavailable();
    };
  }

  /// What firm and desks have, as far as they have limits.
  private record Together(
      ControlBook book, AccountExposure firm, Map<DeskId, AccountExposure> desks) {}

  private Together together() throws InterruptedException {
    ControlBook book = controls.get();
    if (!book.limits().limitsTogether()) {
      return new Together(book, AccountExposure.NONE, Map.of());
    }
    Together read =
        accounts.together(scopes -> {
          var desks = new HashMap<DeskId, AccountExposure>();
          book.limits().desks().keySet().forEach(desk -> desks.put(desk, scopes.desk(desk)));
          return new Together(book, scopes.firm(), desks);
        });
    if (read == null) {
      throw unavailable();
    }
    return read;
  }

  private static ExposureBody body(AccountView view, Together together) {
    AccountExposure total = view.total();
    ControlBook book = together.book();
    return new ExposureBody(
        view.client().value(),
        deskOf(view.client(), book),
        text(total.gross()),
        text(total.net()),
        text(total.netLong()),
        text(total.netShort()),
        text(total.openBuy()),
        text(total.openSell()),
        text(total.positionGross()),
        text(total.positionNet()),
        total.openOrders(),
        utilisation(view, together),
        view.symbols().stream()
            .sorted(Map.Entry.comparingByKey(Comparator.comparing(Symbol::value)))
            .map(entry -> position(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static @Nullable String deskOf(ClientId client, ControlBook book) {
    DeskId desk = book.desk(client);
    return desk == null ? null : desk.value();
  }

  /// The account's own, then those limits of its desk and of the firm that are set.
  private static List<UtilisationBody> utilisation(AccountView view, Together together) {
    ControlBook book = together.book();
    ClientId client = view.client();
    var all =
        new ArrayList<>(
            UtilisationBody.exposure(
                Scope.ACCOUNT, client.value(), view.total(), book.limits(client)));
    DeskId desk = book.desk(client);
    if (desk != null) {
      all.addAll(
          UtilisationBody.limited(
              Scope.DESK,
              desk.value(),
              together.desks().getOrDefault(desk, AccountExposure.NONE),
              book.limits().of(desk)));
    }
    all.addAll(
        UtilisationBody.limited(
            Scope.FIRM, TradingStateEntry.ALL, together.firm(), book.limits().firm()));
    return List.copyOf(all);
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
