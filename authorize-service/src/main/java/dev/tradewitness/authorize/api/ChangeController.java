package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.Instrument;
import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Changes limits, trading states and instruments. What tightens is in force with the answer 200;
/// what loosens is 202 and waits for a second person.
@RestController
class ChangeController {

  static final int REASON_CHARACTERS_MAX = 1_000;
  static final int PERSON_CHARACTERS_MAX = 128;

  private final ControlAdmin controls;
  private final ChangesInForce inForce;

  ChangeController(ControlAdmin controls, ChangesInForce inForce) {
    this.controls = controls;
    this.inForce = inForce;
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
    MemberReader change = body(request);
    TradingState state = change.requiredConstant(TradingState.class, "state");
    String reason = change.requiredSentence("reason", REASON_CHARACTERS_MAX);
    String actor = change.requiredSentence("actor", PERSON_CHARACTERS_MAX);
    if (state == null || reason == null || actor == null) {
      throw invalid(change.violations());
    }
    return submit(
        new ChangeRequest(of, state.name(), reason, actor), AdminController.StateBody::of);
  }

  @PutMapping("/v1/instruments/{symbol}")
  ResponseEntity<?> setInstrument(@PathVariable("symbol") String symbol, HttpServletRequest request)
      throws InterruptedException {
    MemberReader change = body(request);
    Instrument.Status status = change.requiredConstant(Instrument.Status.class, "status");
    String reason = change.requiredSentence("reason", REASON_CHARACTERS_MAX);
    String actor = change.requiredSentence("actor", PERSON_CHARACTERS_MAX);
    if (status == null || reason == null || actor == null) {
      throw invalid(change.violations());
    }
    return submit(
        new ChangeRequest(
            ControlTarget.instrument(Targets.symbol(symbol)), status.name(), reason, actor),
        AdminController.InstrumentBody::of);
  }

  /// Sets a limit, or takes it away where the amount is null.
  @PostMapping("/v1/limits")
  ResponseEntity<?> setLimit(HttpServletRequest request) throws InterruptedException {
    MemberReader change = body(request);
    LimitScope scope = change.requiredConstant(LimitScope.class, "scope");
    String subject = change.requiredText("subject");
    Control control = change.requiredConstant(Control.class, "control");
    BigDecimal amount = change.requiredAmountOrNull("amount");
    String reason = change.requiredSentence("reason", REASON_CHARACTERS_MAX);
    String author = change.requiredSentence("author", PERSON_CHARACTERS_MAX);
    if (scope != null && control != null && !control.isOf(scope)) {
      change.violation("control", "UNKNOWN_VALUE", "a symbol limits single orders only");
    }
    if (!change.violations().isEmpty()
        || scope == null
        || subject == null
        || control == null
        || reason == null
        || author == null) {
      throw invalid(change.violations());
    }
    String of =
        scope == LimitScope.SYMBOL ? Targets.symbol(subject).value() : Targets.account(subject);
    return submit(
        new ChangeRequest(
            ControlTarget.limit(scope, of, control),
            amount == null ? null : ExactDecimal.text(amount),
            reason,
            author),
        ChangeBody::of);
  }

  @PostMapping({"/v1/limits/{change}/approve", "/v1/changes/{change}/approve"})
  ChangeBody approve(@PathVariable("change") String change, HttpServletRequest request)
      throws InterruptedException {
    UUID id = Targets.change(change);
    MemberReader approval = body(request);
    String approver = approval.requiredSentence("approver", PERSON_CHARACTERS_MAX);
    String comment = comment(approval);
    if (approver == null || !approval.violations().isEmpty()) {
      throw invalid(approval.violations());
    }
    return ChangeBody.of(inForce.settle(() -> controls.approve(id, approver, comment)));
  }

  @PostMapping({"/v1/limits/{change}/reject", "/v1/changes/{change}/reject"})
  ChangeBody reject(@PathVariable("change") String change, HttpServletRequest request)
      throws InterruptedException {
    UUID id = Targets.change(change);
    MemberReader rejection = body(request);
    String actor = rejection.requiredSentence("actor", PERSON_CHARACTERS_MAX);
    String comment = comment(rejection);
    if (actor == null || !rejection.violations().isEmpty()) {
      throw invalid(rejection.violations());
    }
    return ChangeBody.of(inForce.settle(() -> controls.reject(id, actor, comment)));
  }

  private static @Nullable String comment(MemberReader reader) {
    return reader.isPresent("comment")
        ? reader.requiredSentence("comment", REASON_CHARACTERS_MAX)
        : null;
  }

  private ResponseEntity<?> submit(ChangeRequest request, Function<ControlRecord, Object> body)
      throws InterruptedException {
    ControlRecord record = inForce.settle(() -> controls.submit(request));
    return record.step() == ControlRecord.Step.REQUESTED
        ? ResponseEntity.accepted().body(ChangeBody.of(record))
        : ResponseEntity.ok(body.apply(record));
  }

  /// As strict as for orders: a change of controls must not be guessed at.
  private static MemberReader body(HttpServletRequest request) {
    return new MemberReader(JsonBody.read(request, ChangeController::invalid), "");
  }

  private static ProblemException invalid(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_CHANGE",
        "The change cannot be read; nothing was changed",
        violations);
  }
}
