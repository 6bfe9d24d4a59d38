package dev.tradewitness.authorize.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.NoRules;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShadowPolicyTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Reason HALT =
      new Reason("KILL_SWITCH", "trading_state", Scope.FIRM, "all", null, null, null, "halted");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ShadowPolicy shadow = new ShadowPolicy(InstantSource.system(), meters);

  @AfterEach
  void stop() {
    shadow.close();
  }

  @Test
  void aDecisionThatWouldHaveBeenAnotherIsReportedWithBothOutcomes() {
    assertThat(shadow.start(new AboveTen("next-1"), "alice")).isTrue();
    offer("small", "10");
    offer("large", "11");
    offer("halted", "11", HALT);
    await().atMost(PATIENCE).until(() -> report().compared() == 3);
    ShadowReport report = report();
    assertThat(report.statusChanged()).isEqualTo(1);
    assertThat(report.reasonsChanged()).as("blocked anyway").isEqualTo(1);
    assertThat(report.dropped()).isZero();
    assertThat(report.shadowNanos()).isPositive();
    assertThat(report.differences())
        .extracting(difference -> difference.decision().order().id().value())
        .containsExactly("large", "halted");
    ShadowDifference large = report.differences().getFirst();
    assertThat(large.decision().status()).isEqualTo(DecisionStatus.AUTHORIZED);
    assertThat(large.status()).isEqualTo(DecisionStatus.BLOCKED);
    assertThat(report.differences().getLast().reasons())
        .extracting(Reason::code)
        .containsExactly("KILL_SWITCH", "ABOVE_TEN");
    assertThat(meters.counter("authorize.shadow.changed").count()).isEqualTo(1);
  }

  /// What does not fit is dropped and counted, and whoever offers does not wait.
  @Test
  void aShadowThatHangsHoldsUpNobody() {
    var hangs = new CountDownLatch(1);
    shadow.start(new Hanging(hangs), "alice");
    int offered = 5_000;
    for (int i = 0; i < offered; i++) {
      offer("o-" + i, "1");
    }
    assertThat(report().dropped()).isGreaterThan(3_000);
    hangs.countDown();
    await().atMost(PATIENCE).until(() -> report().compared() + report().dropped() == offered);
    assertThat((long) meters.counter("authorize.shadow.dropped").count())
        .isEqualTo(report().dropped());
  }

  @Test
  void theNewestDifferencesAreKept() {
    shadow.start(new AboveTen("next-1"), "alice");
    int offered = ShadowReport.DIFFERENCES_MAX + 50;
    for (int i = 0; i < offered; i++) {
      offer("o-" + i, "11");
    }
    await().atMost(PATIENCE).until(() -> report().compared() == offered);
    assertThat(report().statusChanged()).isEqualTo(offered);
    assertThat(report().differences()).hasSize(ShadowReport.DIFFERENCES_MAX);
    assertThat(report().differences().getLast().decision().order().id().value())
        .isEqualTo("o-" + (offered - 1));
  }

  @Test
  void oneRunsAtATimeAndItsReportStaysWhenItIsStopped() {
    assertThat(shadow.start(new AboveTen("next-1"), "alice")).isTrue();
    assertThat(shadow.start(new AboveTen("next-1"), "alice")).as("once more").isTrue();
    assertThat(shadow.start(new AboveTen("next-2"), "bob")).isFalse();
    assertThat(shadow.stop("next-2")).isFalse();
    offer("a", "11");
    await().atMost(PATIENCE).until(() -> report().compared() == 1);
    assertThat(shadow.stop("next-1")).isTrue();
    offer("b", "11");
    assertThat(report().stopped()).isNotNull();
    assertThat(report().compared()).isEqualTo(1);
    assertThat(shadow.start(new AboveTen("next-2"), "bob")).isTrue();
    assertThat(shadow.report("next-1")).isNull();
  }

  /// Another policy has come in force since.
  @Test
  void aDecisionOfAnotherPolicyIsNotCompared() {
    shadow.start(new AboveTen("next-1"), "alice");
    Order order = Orders.limit("a", "AAPL", Side.BUY, "11", "1");
    shadow.offer(decision(order), Orders.candidate(order), rules(new AboveTen("in-force-by-now")));
    assertThat(report().dropped()).isEqualTo(1);
  }

  private ShadowReport report() {
    return Objects.requireNonNull(shadow.report(version()));
  }

  private String version() {
    return shadow.report("next-1") != null ? "next-1" : "hangs";
  }

  private void offer(String id, String qty, Reason... reasons) {
    Order order = Orders.limit(id, "AAPL", Side.BUY, qty, "1");
    shadow.offer(decision(order, reasons), Orders.candidate(order), rules(NoRules.POLICY));
  }

  private static RulesInForce rules(PolicyEngine policy) {
    return new RulesInForce(Books.nothing().book(), policy);
  }

  private static Decision decision(Order order, Reason... reasons) {
    return new Decision(
        new Decision.Place(0, 0),
        new UUID(0, 1),
        new UUID(0, 2),
        Orders.ACME,
        order,
        order.hash(),
        List.of(reasons),
        List.of(),
        NoRules.POLICY.ref(),
        null,
        BigDecimal.ONE,
        reasons.length > 0 ? null : new Decision.Reservation(BigDecimal.ONE, TimeInForce.DAY, 1),
        new Decision.TokenTerms("k1", 1),
        1);
  }

  private record AboveTen(PolicyRef ref) implements PolicyEngine {

    AboveTen(String version) {
      this(new PolicyRef(version, "00"));
    }

    @Override
    public PolicyOutcome judge(Candidate candidate) {
      var reasons = new ArrayList<Reason>();
      if (candidate.order().qty().value().compareTo(BigDecimal.TEN) > 0) {
        reasons.add(
            new Reason("ABOVE_TEN", "above", Scope.ORDER, "o", null, null, null, "above ten"));
      }
      return new PolicyOutcome(ref, reasons, List.of());
    }
  }

  private record Hanging(CountDownLatch end) implements PolicyEngine {

    @Override
    public PolicyRef ref() {
      return new PolicyRef("hangs", "00");
    }

    @Override
    public PolicyOutcome judge(Candidate candidate) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new PolicyOutcome(ref(), List.of(), List.of());
    }
  }
}
