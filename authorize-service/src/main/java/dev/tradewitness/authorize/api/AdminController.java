package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.Change;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.Instrument;
import dev.tradewitness.authorize.admin.PolicyAdmin;
import dev.tradewitness.authorize.admin.RiskLimit;
import dev.tradewitness.authorize.admin.StoredPolicy;
import dev.tradewitness.authorize.admin.TradingStateEntry;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.policy.PolicyRule;
import dev.tradewitness.authorize.policy.PolicyVersion;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Limits, trading states, instruments and policies.
@RestController
class AdminController {

  private static final int REASON_CHARACTERS_MAX = 1_000;
  private static final int ACTOR_CHARACTERS_MAX = 128;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ControlAdmin controls;
  private final PolicyAdmin policies;
  private final Ownership ownership;
  private final AdminReads reads = new AdminReads();

  AdminController(ControlAdmin controls, PolicyAdmin policies, Ownership ownership) {
    this.controls = controls;
    this.policies = policies;
    this.ownership = ownership;
  }

  record LimitsBody(List<LimitBody> limits) {}

  record LimitBody(
      String scope,
      String subject,
      String control,
      String amount,
      String unit,
      String changedBy,
      String changedAt) {}

  @GetMapping("/v1/limits")
  LimitsBody limits() throws InterruptedException {
    return new LimitsBody(
        reads.read(controls::limits).stream().map(AdminController::body).toList());
  }

  private static LimitBody body(RiskLimit limit) {
    return new LimitBody(
        limit.scope().name(),
        limit.subject(),
        limit.control().name(),
        ExactDecimal.text(limit.amount()),
        limit.unit(),
        limit.changedBy(),
        Rfc3339.text(limit.changedAt()));
  }

  record StateBody(
      String scope,
      String subject,
      TradingState state,
      @Nullable String reason,
      @Nullable String actor,
      @Nullable String changedAt) {}

  @GetMapping("/v1/trading-state/{scope}/{subject}")
  StateBody state(@PathVariable("scope") String scope, @PathVariable("subject") String subject)
      throws InterruptedException {
    Subject of = subject(scope, subject);
    return reads
        .read(() -> controls.state(of.scope(), of.name()))
        .map(AdminController::body)
        .orElseGet(() ->
            new StateBody(of.scope().name(), of.name(), TradingState.ACTIVE, null, null, null));
  }

  /// Once this is answered, every order is judged by the new state. An answer that was signed just
  /// before may still be on its way.
  @PutMapping("/v1/trading-state/{scope}/{subject}")
  StateBody setState(
      @PathVariable("scope") String scope,
      @PathVariable("subject") String subject,
      HttpServletRequest request)
      throws InterruptedException {
    Subject of = subject(scope, subject);
    MemberReader change = body(request);
    TradingState state = change.requiredConstant(TradingState.class, "state");
    String reason = change.requiredSentence("reason", REASON_CHARACTERS_MAX);
    String actor = change.requiredSentence("actor", ACTOR_CHARACTERS_MAX);
    if (state == null || reason == null || actor == null) {
      throw invalid(change.violations());
    }
    return body(inForce(() -> controls.setState(of.scope(), of.name(), state, reason, actor)));
  }

  /// The change, once every decision made before it is durable or taken back.
  private <T> T inForce(Supplier<Change<T>> change) throws InterruptedException {
    T entry =
        switch (attempted(change)) {
          case Change.InForce<T>(T stored) -> stored;
          case Change.Unavailable<T>() ->
              throw ProblemException.unavailable(
                  "OWNERSHIP_UNKNOWN",
                  "The change cannot be stored now; nothing was changed. Send the same change again",
                  RETRY_AFTER);
          case Change.NotOwner<T>() ->
              throw ProblemException.unavailable(
                  "NOT_OWNER",
                  "Another instance decides; nothing was changed. Send the change to that instance",
                  RETRY_AFTER);
        };
    awaitDecisionsBefore();
    return entry;
  }

  private <T> Change<T> attempted(Supplier<Change<T>> change) {
    long tenure = ownership.tenure();
    try {
      return change.get();
    } catch (RuntimeException e) {
      // It may be stored. Nothing is decided until the controls were read again, as they are by
      // every tenure that began since.
      ownership.lost(tenure);
      throw e;
    }
  }

  private void awaitDecisionsBefore() throws InterruptedException {
    if (!ownership.lanes().awaitDurable()) {
      throw ProblemException.unavailable(
          "NOT_SETTLED",
          "The change is stored and new orders are judged by it, but decisions made before are not"
              + " confirmed yet; send the same change again",
          RETRY_AFTER);
    }
  }

  private static StateBody body(TradingStateEntry entry) {
    return new StateBody(
        entry.scope().name(),
        entry.subject(),
        entry.state(),
        entry.reason(),
        entry.actor(),
        Rfc3339.text(entry.changedAt()));
  }

  private record Subject(Scope scope, String name) {}

  private static Subject subject(String scope, String subject) {
    return switch (scope.toUpperCase(java.util.Locale.ROOT)) {
      case "FIRM" -> {
        if (!subject.equals(TradingStateEntry.ALL)) {
          throw ProblemException.of(
              HttpStatus.BAD_REQUEST,
              "INVALID_SUBJECT",
              "The subject of firm is " + TradingStateEntry.ALL);
        }
        yield new Subject(Scope.FIRM, TradingStateEntry.ALL);
      }
      case "ACCOUNT" -> new Subject(Scope.ACCOUNT, valid(ClientId.isValid(subject), subject));
      case "SYMBOL" ->
          new Subject(Scope.SYMBOL, new Symbol(valid(Symbol.isValid(subject), subject)).value());
      default ->
          throw ProblemException.of(
              HttpStatus.NOT_FOUND, "UNKNOWN_SCOPE", "A scope is firm, account or symbol");
    };
  }

  private static String valid(boolean valid, String subject) {
    if (!valid) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST, "INVALID_SUBJECT", "A subject is " + Names.EXPECTED);
    }
    return subject;
  }

  record InstrumentsBody(List<InstrumentBody> instruments) {}

  record InstrumentBody(
      String symbol, Instrument.Status status, String reason, String actor, String changedAt) {}

  @GetMapping("/v1/instruments")
  InstrumentsBody instruments() throws InterruptedException {
    return new InstrumentsBody(
        reads.read(controls::instruments).stream().map(AdminController::body).toList());
  }

  @PutMapping("/v1/instruments/{symbol}")
  InstrumentBody setInstrument(@PathVariable("symbol") String symbol, HttpServletRequest request)
      throws InterruptedException {
    MemberReader change = body(request);
    Instrument.Status status = change.requiredConstant(Instrument.Status.class, "status");
    String reason = change.requiredSentence("reason", REASON_CHARACTERS_MAX);
    String actor = change.requiredSentence("actor", ACTOR_CHARACTERS_MAX);
    if (status == null || reason == null || actor == null) {
      throw invalid(change.violations());
    }
    var instrument = new Symbol(valid(Symbol.isValid(symbol), symbol));
    return body(inForce(() -> controls.setInstrument(instrument, status, reason, actor)));
  }

  private static InstrumentBody body(Instrument instrument) {
    return new InstrumentBody(
        instrument.symbol(),
        instrument.status(),
        instrument.reason(),
        instrument.actor(),
        Rfc3339.text(instrument.changedAt()));
  }

  record PoliciesBody(List<PolicyBody> policies) {}

  record PolicyBody(
      String version,
      String digest,
      StoredPolicy.Status status,
      String createdBy,
      String createdAt,
      List<PolicyRule> rules) {}

  @GetMapping("/v1/policies")
  PoliciesBody policies() throws InterruptedException {
    return new PoliciesBody(reads.read(policies::all).stream().map(AdminController::body).toList());
  }

  private static PolicyBody body(StoredPolicy policy) {
    return new PolicyBody(
        policy.version(),
        policy.digest(),
        policy.status(),
        policy.createdBy(),
        Rfc3339.text(policy.createdAt()),
        PolicyVersion.of(policy.document()).rules());
  }

  /// As strict as for orders: a change of controls must not be guessed at.
  private static MemberReader body(HttpServletRequest request) {
    return new MemberReader(JsonBody.read(request, AdminController::invalid), "");
  }

  private static ProblemException invalid(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_CHANGE",
        "state, reason and actor are required; nothing was changed",
        violations);
  }
}
