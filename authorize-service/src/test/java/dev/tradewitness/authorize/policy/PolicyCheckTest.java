package dev.tradewitness.authorize.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.policy.PolicyDocumentReader.Reading;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is found about a policy before it may judge.
class PolicyCheckTest {

  private static final String ALLOW =
      """
      {"id":"all","code":"OK","when":"true","effect":"ALLOW","scope":"ORDER","message":"all"}\
      """;
  private static final String CASE =
      """
      {"name":"small","order":{"client_order_id":"c","symbol":"AAPL","side":"BUY","qty":1,"price":1},
       "context":{"client_id":"acme"},"expect":"AUTHORIZED"}\
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order.qty < 1.5 | /p/rules/0/when | line 1, column 11: found no matching overload",
        "order.quantity > 1 | /p/rules/0/when | line 1, column 1: undeclared reference",
        "order.qty | /p/rules/0/when | expected type 'bool'",
        "order.qty > | /p/rules/0/when | line 1, column 12: mismatched input",
        "order.symbol.matches('A.*') | /p/rules/0/when | matches is not available",
        "order.qty > dec('1e999999999') | /p/rules/0/when | dec('1e999999999') is not a number",
        "order.qty > dec('many') | /p/rules/0/when | dec('many') is not a number",
      })
  void aFaultIsNamedWithItsPlace(String when, String pointer, String message) {
    assertThat(check(policy(rule(when), CASE)).violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.pointer()).isEqualTo(pointer);
          assertThat(violation.message()).contains(message);
        });
  }

  @Test
  void everyFaultOfEveryRuleIsNamed() {
    PolicyCheck check =
        check(
            policy(
                rule("order.x == 1") + "," + rule("order.y == 1").replace("\"r\"", "\"s\""), CASE));
    assertThat(check.violations())
        .extracting(Violation::pointer)
        .containsExactly("/p/rules/0/when", "/p/rules/1/when");
    assertThat(check.isUsable()).isFalse();
  }

  @Test
  void aPolicyThatTakesTooManyStepsIsRefusedBeforeAnythingIsEvaluated() {
    String ten =
        IntStream.range(0, 10).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String loops =
        "[%s].all(a, [%s].all(b, [%s].all(c, [%s].all(d, a + b + c + d > 0))))"
            .formatted(ten, ten, ten, ten);
    assertThat(check(policy(rule(loops), CASE)).violations())
        .extracting(Violation::code)
        .containsExactly("TOO_COSTLY");
    String squares =
        IntStream.range(0, 200).mapToObj(_ -> "order.qty").collect(Collectors.joining(" * "));
    assertThat(check(policy(rule(squares + " > 1"), CASE)).violations())
        .extracting(Violation::code)
        .containsExactly("TOO_COSTLY");
    assertThat(check(policy(rule("[1, 2, 3].exists(a, order.qty > dec(a))"), CASE)).violations())
        .isEmpty();
  }

  @Test
  void aCaseFailsByItsStatusOrByItsReasons() {
    String blocks = rule("order.qty > 5").replace("ALLOW", "BLOCK");
    String five = CASE.replace("\"qty\":1", "\"qty\":6").replace("small", "large");
    assertThat(check(policy(blocks + "," + ALLOW, CASE + "," + five)).cases())
        .extracting(PolicyCase.Result::passed)
        .containsExactly(true, false);
    String blocked = five.replace("\"AUTHORIZED\"", "\"BLOCKED\",\"reasons\":[\"%s\"]");
    assertThat(passes(blocks, blocked.formatted("C"))).isTrue();
    assertThat(passes(blocks, blocked.formatted("D"))).isFalse();
    assertThat(passes(blocks, blocked.formatted("C\",\"D"))).isFalse();
  }

  private static boolean passes(String rule, String one) {
    return check(policy(rule + "," + ALLOW, one)).isUsable();
  }

  /// A sell is worth the reference price where its limit is lower.
  @Test
  void aCaseNamesTheReferencePriceThatItMeans() {
    String sell =
        CASE.replace("BUY", "SELL")
            .replace("\"client_id\":\"acme\"", "\"reference_price\":\"100\"")
            .replace("\"AUTHORIZED\"", "\"BLOCKED\"");
    String worth = rule("order.value > 99").replace("ALLOW", "BLOCK");
    assertThat(passes(worth, sell)).isTrue();
    assertThat(passes(worth, sell.replace("\"100\"", "\"99\""))).isFalse();
    String market = sell.replace(",\"price\":1}", ",\"type\":\"MARKET\"}");
    assertThat(passes(worth, market)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":\"p-1\" | \"version\":\"p 1\" | /p/version | NOT_A_VERSION",
        "\"version\":\"p-1\" | \"version\":1 | /p/version | WRONG_TYPE",
        "\"version\":\"p-1\" | \"version\":\"p-1\",\"rule\":[] | /p/rule | UNKNOWN_MEMBER",
        "\"effect\":\"ALLOW\" | \"effect\":\"PASS\" | /p/rules/0/effect | UNKNOWN_VALUE",
        "\"code\":\"OK\" | \"code\":\"ok\" | /p/rules/0/code | NOT_A_CODE",
        "\"code\":\"OK\" | \"code\":\"OK\",\"fgure\":\"1\" | /p/rules/0/fgure | UNKNOWN_MEMBER",
        "\"when\":\"true\" | \"when\":true | /p/rules/0/when | WRONG_TYPE",
        "\"qty\":1 | \"qty\":-1 | /p/cases/0/order/qty | NOT_POSITIVE",
        "\"side\":\"BUY\" | \"side\":\"UP\" | /p/cases/0/order/side | UNKNOWN_VALUE",
        "\"expect\":\"AUTHORIZED\" | \"expect\":\"YES\" | /p/cases/0/expect | UNKNOWN_VALUE",
        "\"name\":\"small\" | \"name\":\" \" | /p/cases/0/name | MISSING",
        "\"context\": | \"contxt\": | /p/cases/0/contxt | UNKNOWN_MEMBER",
      })
  void whatCannotBeReadIsNamedByItsPlace(String from, String to, String pointer, String code) {
    String document = policy(ALLOW, CASE);
    assertThat(document).contains(from);
    assertThat(malformed(document.replace(from, to)))
        .extracting(violation -> violation.pointer() + ' ' + violation.code())
        .contains(pointer + ' ' + code);
  }

  @Test
  void namesAreGivenOnceAndNumbersAreBounded() {
    assertThat(malformed(policy(ALLOW + "," + ALLOW, CASE + "," + CASE)))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/p/rules/1/id", "/p/cases/1/name");
    String many =
        IntStream.range(0, 201)
            .mapToObj(i -> ALLOW.replace("\"all\"", "\"r" + i + "\""))
            .collect(Collectors.joining(","));
    assertThat(malformed(policy(many, CASE))).extracting(Violation::pointer).contains("/p/rules");
    assertThat(malformed("{\"version\":\"p-1\",\"rules\":[" + ALLOW + "]}"))
        .as("nobody has tried it")
        .extracting(Violation::pointer)
        .containsExactly("/p/cases");
  }

  private static PolicyCheck check(String document) {
    return switch (read(document)) {
      case Reading.Understood(PolicyDocument understood) -> PolicyCheck.of(understood, "/p");
      case Reading.Malformed(List<Violation> violations) ->
          throw new AssertionError(violations.toString());
    };
  }

  private static List<Violation> malformed(String document) {
    return ((Reading.Malformed) read(document)).violations();
  }

  private static Reading read(String document) {
    try {
      return PolicyDocumentReader.read(
          Json.parseObject(document.getBytes(StandardCharsets.UTF_8), JsonLimits.ORDER), "/p", 1);
    } catch (JsonRefusedException e) {
      throw new AssertionError(document, e);
    }
  }

  private static String policy(String rules, String cases) {
    return "{\"version\":\"p-1\",\"rules\":[%s],\"cases\":[%s]}".formatted(rules, cases);
  }

  private static String rule(String when) {
    return """
    {"id":"r","code":"C","when":"%s","effect":"ALLOW","scope":"ORDER","message":"m"}\
    """
        .formatted(when);
  }
}
