package dev.tradewitness.authorize.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderLife;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultPolicyTest {

  private final PolicyEngine policy = CelPolicyEngine.compile(PolicyVersion.of(document()));

  @ParameterizedTest
  @CsvSource({
    "AAPL, 1000, 185.50, ''",
    "AAPL, 1000.000000000000000001, 185.50, QTY_LIMIT_EXCEEDED",
    "AAPL, 1001, 185.50, QTY_LIMIT_EXCEEDED",
    "GME, 10, 20, ''",
    "GME, 11, 20, SYMBOL_RESTRICTION",
    "gme, 11, 20, SYMBOL_RESTRICTION",
    "GMEX, 11, 20, ''",
    "GME, 5000, 20, QTY_LIMIT_EXCEEDED SYMBOL_RESTRICTION",
    "PNNY, 100, 0.99, ''",
    "PNNY, 100.1, 0.99, PENNY_STOCK_RESTRICTION",
    "PNNY, 101, 1, ''",
    "PNNY, 101, 0.999999999999999999, PENNY_STOCK_RESTRICTION",
    "GME, 2000, 0.5, QTY_LIMIT_EXCEEDED SYMBOL_RESTRICTION PENNY_STOCK_RESTRICTION",
  })
  void everyRuleThatAnOrderBreaksIsReportedInOrder(
      String symbol, String qty, String price, String codes) {
    assertThat(judge(Orders.limit("o", symbol, Side.BUY, qty, price)))
        .extracting(Reason::code)
        .containsExactly(codes.isEmpty() ? new String[0] : codes.split(" "));
  }

  @Test
  void aReasonNamesRuleFigureLimitAndUnit() {
    assertThat(judge(Orders.limit("o", "AAPL", Side.BUY, "1000.50", "185.50")).getFirst().json())
        .hasToString(
            """
            {"code":"QTY_LIMIT_EXCEEDED","rule_id":"qty_limit","scope":"ORDER","subject":"o",\
            "figure":"1000.5","limit":"1000","unit":"quantity",\
            "message":"an order is for at most 1000 units"}\
            """);
  }

  @Test
  void aMarketOrderWithoutAPriceIsNotAPolicyError() {
    assertThat(judge(Orders.market("o", "AAPL", Side.BUY, "500"))).isEmpty();
  }

  @Test
  void aRuleThatCannotBeEvaluatedBlocks() {
    List<Reason> reasons =
        judge(policyWith("order.price > 1", "BLOCK"), Orders.market("o", "AAPL", Side.BUY, "1"));
    assertThat(reasons).extracting(Reason::code).contains("POLICY_ERROR");
  }

  @Test
  void anOrderThatNoRuleAllowsIsBlocked() {
    List<Reason> reasons =
        judge(policyWith("order.qty < 5", "ALLOW"), Orders.limit("o", "AAPL", Side.BUY, "5", "1"));
    assertThat(reasons).extracting(Reason::code).containsExactly("POLICY_ERROR");
    assertThat(
            judge(
                policyWith("order.qty < 5", "ALLOW"),
                Orders.limit("o", "AAPL", Side.BUY, "4.99", "1")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order.qty == dec('4.990') | 4.99 | true",
        "order.value == dec('0.3') | 3 | true",
        "order.qty * order.price <= dec('0.3') | 3 | true",
        "order.qty - 1 >= dec('1.99') | 2.99 | true",
        "order.qty + dec('0.1') > 3 | 2.9 | false",
        "order.qty in [dec('1.0'), dec(2)] | 1 | true",
      })
  void decimalsAreExact(String when, String qty, boolean blocked) {
    List<Reason> reasons =
        judge(policyWith(when, "ALLOW"), Orders.limit("o", "X", Side.BUY, qty, "0.1"));
    assertThat(reasons.isEmpty()).isEqualTo(blocked);
  }

  @ParameterizedTest
  @CsvSource({"DAY, false", "GTC, true", ", false"})
  void aRuleSeesTheTimeInForceThatCounts(@Nullable TimeInForce said, boolean blocked) {
    Order day = Orders.limit("o", "X", Side.BUY, "1", "1");
    Order order =
        new Order(
            day.id(),
            day.symbol(),
            day.side(),
            day.type(),
            day.qty(),
            day.price(),
            said == null ? null : new OrderLife(said, null));
    assertThat(judge(policyWith("order.time_in_force == 'GTC'", "BLOCK"), order))
        .extracting(Reason::code)
        .startsWith(blocked ? "C" : "POLICY_ERROR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order.qty < 1.5 | no matching overload",
        "order.quantity > 1 | undeclared reference",
        "order.qty | expected type 'bool'",
        "order.qty > | mismatched input",
      })
  void whatDoesNotTypeCheckDoesNotCompile(String when, String message) {
    assertThatThrownBy(() -> policyWith(when, "BLOCK"))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("rule r")
        .hasMessageContaining(message);
  }

  @Test
  void aRuleThatLoopsWithoutEndBlocksInsteadOfHanging() {
    String many =
        "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b,"
            + " [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, true))))";
    assertThat(judge(policyWith(many, "ALLOW"), Orders.limit("o", "X", Side.BUY, "1", "1")))
        .extracting(Reason::code)
        .contains("POLICY_ERROR");
  }

  @Test
  void theDigestIsOverTheContent() {
    PolicyVersion version = PolicyVersion.of(document());
    assertThat(PolicyVersion.of(document().replace("  ", " ")).digest())
        .isEqualTo(version.digest());
    assertThat(PolicyVersion.of(document().replace("1000", "1001")).digest())
        .isNotEqualTo(version.digest());
  }

  private List<Reason> judge(Order order) {
    return judge(policy, order);
  }

  private static List<Reason> judge(PolicyEngine policy, Order order) {
    return policy.judge(Orders.candidate(order)).reasons();
  }

  private static PolicyEngine policyWith(String when, String effect) {
    return CelPolicyEngine.compile(
        PolicyVersion.of(
            """
            {"version":"t","rules":[{"id":"r","code":"C","when":"%s","effect":"%s",
             "scope":"ORDER","message":"m"}]}\
            """
                .formatted(when, effect)));
  }

  private static String document() {
    try (InputStream in = DefaultPolicyTest.class.getResourceAsStream("/policy/default-1.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
