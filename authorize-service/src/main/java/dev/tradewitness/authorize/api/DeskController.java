package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.TradingStateEntry;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.lane.ScopeTotals;
import dev.tradewitness.authorize.lifecycle.Accounts;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shows what desks and the firm have open and hold against their limits, and assigns accounts to
/// desks.
@RestController
class DeskController {

  private static final String DESK = "desk";

  private final Accounts accounts;
  private final ControlAdmin controls;
  private final ChangeDoor door;

  DeskController(Accounts accounts, ControlAdmin controls, ChangeDoor door) {
    this.accounts = accounts;
    this.controls = controls;
    this.door = door;
  }

  /// @param accounts assigned to the desk, in order; null in a list of desks and of the firm
  /// @param accountCount assigned to the desk; null of the firm
  record TogetherBody(
      String scope,
      String subject,
      TradingState tradingState,
      @Nullable Integer accountCount,
      @Nullable List<String> accounts,
      String gross,
      String net,
      String openBuy,
      String openSell,
      String positionGross,
      String positionNet,
      int openOrders,
      List<UtilisationBody> utilisation) {}

  record DesksBody(TogetherBody firm, List<TogetherBody> desks) {}

  /// The firm, and every desk that has an account, a limit or a trading state.
  @GetMapping("/v1/desks")
  DesksBody desks() throws InterruptedException {
    ControlBook book = controls.get();
    Map<DeskId, List<String>> assigned = assigned(book);
    return read(scopes ->
        new DesksBody(
            firm(book, scopes.firm()),
            assigned.entrySet().stream()
                .map(entry ->
                    desk(
                        book,
                        entry.getKey(),
                        entry.getValue().size(),
                        null,
                        scopes.desk(entry.getKey())))
                .toList()));
  }

  @GetMapping("/v1/desks/{desk}")
  TogetherBody desk(@PathVariable("desk") String desk) throws InterruptedException {
    var id = new DeskId(Targets.desk(desk));
    ControlBook book = controls.get();
    List<String> members = assigned(book).getOrDefault(id, List.of());
    return read(scopes -> desk(book, id, members.size(), members, scopes.desk(id)));
  }

  private <T> T read(Function<ScopeTotals, T> reading) throws InterruptedException {
    T read = accounts.together(reading);
    if (read == null) {
      throw ProblemException.unavailable(
          "JOURNAL_UNAVAILABLE",
          "Exposure cannot be confirmed as durable; retry",
          Duration.ofSeconds(1));
    }
    return read;
  }

  private static Map<DeskId, List<String>> assigned(ControlBook book) {
    var byDesk = new TreeMap<DeskId, List<String>>(Comparator.comparing(DeskId::value));
    book.limits().desks().keySet().forEach(desk -> byDesk.put(desk, new ArrayList<>()));
    book.states().desks().keySet().forEach(desk -> byDesk.put(desk, new ArrayList<>()));
    book.desks()
        .forEach((client, desk) ->
            byDesk.computeIfAbsent(desk, _ -> new ArrayList<>()).add(client.value()));
    byDesk.values().forEach(members -> members.sort(Comparator.naturalOrder()));
    return byDesk;
  }

  private static TogetherBody firm(ControlBook book, AccountExposure total) {
    return body(
        Scope.FIRM,
        TradingStateEntry.ALL,
        book.states().firm(),
        null,
        null,
        total,
        book.limits().firm());
  }

  private static TogetherBody desk(
      ControlBook book,
      DeskId desk,
      int accountCount,
      @Nullable List<String> members,
      AccountExposure total) {
    return body(
        Scope.DESK,
        desk.value(),
        book.states().of(desk),
        accountCount,
        members,
        total,
        book.limits().of(desk));
  }

  private static TogetherBody body(
      Scope scope,
      String subject,
      TradingState state,
      @Nullable Integer accountCount,
      @Nullable List<String> members,
      AccountExposure total,
      AccountLimits limits) {
    return new TogetherBody(
        scope.name(),
        subject,
        state,
        accountCount,
        members,
        ExactDecimal.text(total.gross()),
        ExactDecimal.text(total.net()),
        ExactDecimal.text(total.openBuy()),
        ExactDecimal.text(total.openSell()),
        ExactDecimal.text(total.positionGross()),
        ExactDecimal.text(total.positionNet()),
        total.openOrders(),
        UtilisationBody.all(scope, subject, total, limits));
  }

  /// A desk of null takes the account from its desk.
  @PutMapping("/v1/accounts/{account}/desk")
  ResponseEntity<?> assign(@PathVariable("account") String account, HttpServletRequest request)
      throws InterruptedException {
    ControlTarget target = ControlTarget.desk(Targets.account(account));
    MemberReader change = ChangeDoor.body(request);
    if (!change.isNamed(DESK)) {
      change.violation(DESK, "MISSING", "desk is required, and may be null");
    }
    String desk = change.isPresent(DESK) ? change.requiredText(DESK) : null;
    ChangeDoor.Asked asked = ChangeDoor.Asked.read(change);
    String reason = asked.reason();
    String actor = asked.actor();
    if (reason == null || actor == null || !change.violations().isEmpty()) {
      throw ChangeDoor.invalid(change.violations());
    }
    return door.submit(
        ChangeRequest.of(target, desk == null ? null : Targets.desk(desk), reason, actor),
        ChangeBody::of);
  }
}
