package dev.tradewitness.authorize.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.RiskLimit;
import dev.tradewitness.authorize.admin.TradingStateEntry;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.common.wire.Rfc3339;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Reads limits and trading states.
@RestController
class AdminController {

  private final ControlAdmin controls;
  private final AdminReads reads;

  AdminController(ControlAdmin controls, AdminReads reads) {
    this.controls = controls;
    this.reads = reads;
  }

  record LimitsBody(List<LimitBody> limits) {}

  record LimitBody(
      String scope,
      String subject,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String symbol,
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
        limit.symbol(),
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
      @Nullable String changedAt) {

    /// What a change of it answers.
    static StateBody of(ControlRecord record) {
      return new StateBody(
          record.target().scope().name(),
          record.target().subject(),
          TradingState.valueOf(Objects.requireNonNull(record.after())),
          record.reason(),
          record.author(),
          Rfc3339.text(record.recordedAt()));
    }
  }

  @GetMapping("/v1/trading-state/{scope}/{subject}")
  StateBody state(@PathVariable("scope") String scope, @PathVariable("subject") String subject)
      throws InterruptedException {
    ControlTarget of = Targets.state(scope, subject);
    return reads
        .read(() -> controls.state(of.scope(), of.subject()))
        .map(AdminController::body)
        .orElseGet(() ->
            new StateBody(of.scope().name(), of.subject(), TradingState.ACTIVE, null, null, null));
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
}
