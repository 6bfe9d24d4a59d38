package dev.tradewitness.authorize.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tradewitness.authorize.admin.StoredPolicy;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.policy.PolicyCase;
import dev.tradewitness.authorize.policy.PolicyCheck;
import dev.tradewitness.authorize.policy.PolicyRule;
import dev.tradewitness.authorize.policy.PolicyVersion;
import dev.tradewitness.authorize.policy.ShadowDifference;
import dev.tradewitness.authorize.policy.ShadowReport;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Violation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Policies as the API shows them.
final class PolicyBodies {

  private static final BigDecimal NANOS_IN_MICRO = BigDecimal.valueOf(1_000);

  private PolicyBodies() {}

  record PolicyBody(
      String version,
      String digest,
      StoredPolicy.Status status,
      long number,
      String createdBy,
      String createdAt,
      String reason,
      List<PolicyRule> rules) {

    static PolicyBody of(StoredPolicy policy) {
      return new PolicyBody(
          policy.version(),
          policy.digest(),
          policy.status(),
          policy.number(),
          policy.createdBy(),
          Rfc3339.text(policy.createdAt()),
          policy.reason(),
          PolicyVersion.of(policy.document()).rules());
    }
  }

  /// @param policy null of one that is only checked
  /// @param cost steps that one order takes at most
  /// @param usable whether it may be activated
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record CheckedBody(
      String version,
      String digest,
      @Nullable PolicyBody policy,
      boolean usable,
      long cost,
      int casesPassed,
      int casesFailed,
      List<CaseBody> cases,
      List<Violation> violations) {

    static CheckedBody of(StoredPolicy policy, PolicyCheck check) {
      return of(policy.version(), policy.digest(), PolicyBody.of(policy), check);
    }

    static CheckedBody of(PolicyVersion version, PolicyCheck check) {
      return of(version.version(), version.digest(), null, check);
    }

    private static CheckedBody of(
        String version, String digest, @Nullable PolicyBody policy, PolicyCheck check) {
      List<CaseBody> cases = check.cases().stream().map(CaseBody::of).toList();
      int passed = (int) cases.stream().filter(CaseBody::passed).count();
      return new CheckedBody(
          version,
          digest,
          policy,
          check.isUsable(),
          check.cost(),
          passed,
          cases.size() - passed,
          cases,
          check.violations());
    }
  }

  /// @param reasons what the policy said
  record CaseBody(
      String name,
      boolean passed,
      DecisionStatus expect,
      @Nullable List<String> expectReasons,
      DecisionStatus status,
      List<String> reasons) {

    static CaseBody of(PolicyCase.Result result) {
      return new CaseBody(
          result.of().name(),
          result.passed(),
          result.of().expect(),
          result.of().reasons(),
          result.found(),
          result.reasons());
    }
  }

  /// @param latencyMicros mean of one evaluation
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ShadowBody(
      String version,
      String digest,
      boolean running,
      String startedBy,
      String startedAt,
      @Nullable String stoppedAt,
      long compared,
      long statusChanged,
      long reasonsChanged,
      long dropped,
      @Nullable LatencyBody latencyMicros,
      List<DifferenceBody> differences) {

    static ShadowBody of(ShadowReport report) {
      return new ShadowBody(
          report.policy().version(),
          report.policy().digest(),
          report.stopped() == null,
          report.startedBy(),
          Rfc3339.text(report.started()),
          report.stopped() == null ? null : Rfc3339.text(report.stopped()),
          report.compared(),
          report.statusChanged(),
          report.reasonsChanged(),
          report.dropped(),
          LatencyBody.of(report),
          report.differences().stream().map(DifferenceBody::of).toList());
    }
  }

  /// @param difference positive where the shadow policy takes longer
  record LatencyBody(BigDecimal active, BigDecimal shadow, BigDecimal difference) {

    static @Nullable LatencyBody of(ShadowReport report) {
      if (report.compared() == 0) {
        return null;
      }
      BigDecimal active = micros(report.activeNanos(), report.compared());
      BigDecimal shadow = micros(report.shadowNanos(), report.compared());
      return new LatencyBody(active, shadow, shadow.subtract(active));
    }

    private static BigDecimal micros(long nanos, long evaluations) {
      return BigDecimal.valueOf(nanos)
          .divide(
              NANOS_IN_MICRO.multiply(BigDecimal.valueOf(evaluations)), 3, RoundingMode.HALF_EVEN);
    }
  }

  /// @param price null of a market order
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record DifferenceBody(
      String decisionId,
      String decidedAt,
      String clientId,
      String clientOrderId,
      String symbol,
      String side,
      String qty,
      @Nullable String price,
      OutcomeBody decided,
      OutcomeBody shadow) {

    static DifferenceBody of(ShadowDifference difference) {
      Decision decision = difference.decision();
      Order order = decision.order();
      Price price = order.price();
      return new DifferenceBody(
          decision.id().toString(),
          Rfc3339.ofMicros(decision.decidedAtMicros()),
          decision.client().value(),
          order.id().value(),
          order.symbol().value(),
          order.side().name(),
          ExactDecimal.text(order.qty().value()),
          price == null ? null : ExactDecimal.text(price.value()),
          OutcomeBody.of(decision.status(), decision.reasons()),
          OutcomeBody.of(difference.status(), difference.reasons()));
    }
  }

  record OutcomeBody(DecisionStatus status, List<Map<String, @Nullable String>> reasons) {

    static OutcomeBody of(DecisionStatus status, List<Reason> reasons) {
      return new OutcomeBody(
          status, reasons.stream().<Map<String, @Nullable String>>map(ReasonBody::of).toList());
    }
  }
}
