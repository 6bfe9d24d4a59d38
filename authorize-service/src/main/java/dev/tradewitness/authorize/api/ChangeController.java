package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Symbol;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Changes limits and trading states, and settles changes that wait. What tightens is in force with
/// the answer 200; what loosens is 202 and waits for a second person.
@RestController
class ChangeController {

  private static final String EXPECTED =
      "exposure is an account's, a desk's or the firm's, positions an account's in a symbol, open"
          + " orders any of these; a price collar is an account's or a symbol's, the size of an order"
          + " anybody's";
  static final int REASON_CHARACTERS_MAX = 1_000;
  static final int PERSON_CHARACTERS_MAX = 128;

  private final ControlAdmin controls;
  private final ChangesInForce inForce;
  private final ChangeDoor door;

  ChangeController(ControlAdmin controls, ChangesInForce inForce, ChangeDoor door) {
    this.controls = controls;
    this.inForce = inForce;
    this.door = door;
  }

  /// Once 200 is answered, every order is judged by the new state. An answer that was signed just
  /// before may still be on its way.
  @PutMapping("/v1/trading-state/{scope}/{subject}")
  ResponseEntity<?> setState(
      @PathVariable("scope") String scope,
      @PathVariable("subject") String subject,
      HttpServletRequest request)
      throws InterruptedException {
    ControlTarget of = Targets.state(scope, subject);
    MemberReader change = ChangeDoor.body(request);
    TradingState state = change.requiredConstant(TradingState.class, "state");
    String reason = change.requiredSentence("reason", ChangeDoor.REASON_CHARACTERS_MAX);
    String actor = change.requiredSentence("actor", ChangeDoor.PERSON_CHARACTERS_MAX);
    if (state == null || reason == null || actor == null) {
      throw ChangeDoor.invalid(change.violations());
    }
    return door.submit(
        ChangeRequest.of(of, state.name(), reason, actor), AdminController.StateBody::of);
  }

  /// Sets a limit, or takes it away where the amount is null.
  @PostMapping("/v1/limits")
  ResponseEntity<?> setLimit(HttpServletRequest request) throws InterruptedException {
    MemberReader change = ChangeDoor.body(request);
    LimitScope scope = change.requiredConstant(LimitScope.class, "scope");
    String subject = change.requiredText("subject");
    Control control = change.requiredConstant(Control.class, "control");
    BigDecimal amount = change.requiredAmountOrNull("amount");
    String reason = change.requiredSentence("reason", ChangeDoor.REASON_CHARACTERS_MAX);
    String author = change.requiredSentence("author", ChangeDoor.PERSON_CHARACTERS_MAX);
    Symbol symbol = change.isPresent("symbol") ? change.requiredSymbol("symbol") : null;
    if (scope != null && control != null && !control.isOf(scope, change.isPresent("symbol"))) {
      change.violation("control", "UNKNOWN_VALUE", EXPECTED);
    }
    if (!change.violations().isEmpty()
        || scope == null
        || subject == null
        || control == null
        || reason == null
        || author == null) {
      throw ChangeDoor.invalid(change.violations());
    }
    String of = Targets.subject(scope, subject);
    return door.submit(
        ChangeRequest.of(
            ControlTarget.limit(scope, of, symbol == null ? null : symbol.value(), control),
            amount == null ? null : ExactDecimal.text(amount),
            reason,
            author),
        ChangeBody::of);
  }

  @PostMapping({"/v1/limits/{change}/approve", "/v1/changes/{change}/approve"})
  ChangeBody approve(@PathVariable("change") String change, HttpServletRequest request)
      throws InterruptedException {
    UUID id = Targets.change(change);
    MemberReader approval = ChangeDoor.body(request);
    String approver = approval.requiredSentence("approver", ChangeDoor.PERSON_CHARACTERS_MAX);
    String comment = comment(approval);
    if (approver == null || !approval.violations().isEmpty()) {
      throw ChangeDoor.invalid(approval.violations());
    }
    return ChangeBody.of(inForce.settle(() -> controls.approve(id, approver, comment)));
  }

  @PostMapping({"/v1/limits/{change}/reject", "/v1/changes/{change}/reject"})
  ChangeBody reject(@PathVariable("change") String change, HttpServletRequest request)
      throws InterruptedException {
    UUID id = Targets.change(change);
    MemberReader rejection = ChangeDoor.body(request);
    String actor = rejection.requiredSentence("actor", ChangeDoor.PERSON_CHARACTERS_MAX);
    String comment = comment(rejection);
    if (actor == null || !rejection.violations().isEmpty()) {
      throw ChangeDoor.invalid(rejection.violations());
    }
    return ChangeBody.of(inForce.settle(() -> controls.reject(id, actor, comment)));
  }

  private static @Nullable String comment(MemberReader reader) {
    return reader.isPresent("comment")
        ? reader.requiredSentence("comment", ChangeDoor.REASON_CHARACTERS_MAX)
        : null;
  }
}
