package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.OrderLife;
import dev.tradewitness.authorize.order.TimeInForce;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalBodyTest {

  private static final Decided AUTHORIZED =
      Rows.under(
          new ControlsRef(17, "cd".repeat(32)),
          Rows.authorized(3, 40, "ac\"me", "ord\\1", Rows.MARCH_1));
  private static final Decided BLOCKED = Rows.blocked(3, 41, "acme", "ord 2", Rows.MARCH_1);

  @Test
  void aDecisionsBodyHasTheMembersOfTheTopicInTheirOrder() {
    String hash = AUTHORIZED.decision().orderHash().hex();
    String warning =
        """
        {"code":"MAX_ORDER_QTY","rule_id":"max_order_qty","scope":"ACCOUNT","subject":"ac\\"me",\
        "figure":"1001","limit":"1000","unit":"units","message":"1001 is above 1000 – \\u0001\\\\"}\
        """;
    assertThat(text(AUTHORIZED))
        .isEqualTo(
            """
            {"decision_id":"00000000-0000-0003-0000-000000000028","lane":3,"sequence":20,\
            "status":"AUTHORIZED","trace_id":"00000000-0000-0007-0000-000000000028",\
            "client_id":"ac\\"me","client_order_id":"ord\\\\1",\
            "order":{"client_order_id":"ord\\\\1","price":"185.5","qty":"100","side":"BUY",\
            "symbol":"AAPL","type":"LIMIT"},"order_hash":"%1$s","reasons":[],\
            "policy":{"version":"default-1","digest":"%2$s"},\
            "controls":{"revision":17,"digest":"%4$s"},\
            "token_id":"00000000-0000-0003-0000-000000000028",\
            "decision_token":{"v":2,"kid":"key-1","alg":"HMAC-SHA256",\
            "jti":"00000000-0000-0003-0000-000000000028",\
            "trace_id":"00000000-0000-0007-0000-000000000028","status":"AUTHORIZED",\
            "client_id":"ac\\"me","client_order_id":"ord\\\\1","order_hash":"%1$s",\
            "qty":"100","price":"185.5","policy_version":"default-1","iat":1772366400,\
            "exp":1772366700,"seq":20},"decided_at":"2026-03-01T12:00:00.123456Z",\
            "warnings":[%3$s],\
            "reserved":{"price":"185.5","deadline":"2026-03-02T12:00:00.123456Z"}}\
            """
                .formatted(hash, "ab".repeat(32), warning, "cd".repeat(32)));
  }

  @Test
  void aReportsBodySaysWhatCountsAndWhereItCameFrom() {
    assertThat(text(Rows.filled(BLOCKED, 42, "e-1", Rows.MARCH_1)))
        .isEqualTo(
            """
            {"type":"FILL","lane":3,"client_id":"acme","client_order_id":"ord 2","symbol":"GME",\
            "side":"SELL","exec_id":"e-1","qty":"30","price":"0.000000000000000001",\
            "reported_at":"2026-03-01T12:00:00.123456Z","source":"http"}\
            """);
  }

  @Test
  void anAmendmentsBodySaysWhatItTakesBack() {
    assertThat(text(Rows.amended(BLOCKED, 43, ExecType.TRADE_CORRECT, Rows.MARCH_1)))
        .isEqualTo(
            """
            {"type":"TRADE_CORRECT","lane":3,"client_id":"acme","client_order_id":"ord 2",\
            "symbol":"GME","side":"SELL","exec_id":"e-2","qty":"20","price":"7.5",\
            "exec_ref_id":"e-1","ref_sequence":42,"ref_qty":"30",\
            "ref_price":"0.000000000000000001",\
            "reported_at":"2026-03-01T12:00:00.123456Z","source":"http"}\
            """);
  }

  @Test
  void aRedemptionsBodySaysWhichTokenAndWhichAttempt() {
    assertThat(text(Rows.redeemed(AUTHORIZED, 44, "gate-7", Rows.MARCH_1)))
        .isEqualTo(
            """
            {"type":"REDEEM","lane":3,"client_id":"ac\\"me","client_order_id":"ord\\\\1",\
            "token_id":"%s","redemption_id":"gate-7",\
            "redeemed_at":"2026-03-01T12:00:00.123456Z"}\
            """
                .formatted(AUTHORIZED.decision().id()));
    assertThat(text(Rows.redeemed(AUTHORIZED, 44, null, Rows.MARCH_1)))
        .doesNotContain("redemption_id");
  }

  @Test
  void redemptionsReadBackAreEqual() {
    for (String id : new String[] {"gate-7", null}) {
      JournalRow.Redeemed row = Rows.redeemed(AUTHORIZED, 50, id, Rows.MARCH_1);
      assertThat(JournalBodyReader.redeemed(50, 40, Rows.MARCH_1, JournalBody.of(row)))
          .isEqualTo(row);
    }
  }

  @Test
  void decisionsReadBackAreEqual() {
    for (Decided row : List.of(AUTHORIZED, BLOCKED)) {
      assertThat(readBack(row)).isEqualTo(row);
    }
  }

  @ParameterizedTest
  @EnumSource(TimeInForce.class)
  void whatAnOrderSaysOfItsTimeInForceIsReadBack(TimeInForce word) {
    boolean gtd = word == TimeInForce.GTD;
    var life = new OrderLife(word, gtd ? Instant.parse("2026-03-09T08:00:00Z") : null);
    Decided row = Rows.inForce(AUTHORIZED, life, word);
    assertThat(readBack(row)).isEqualTo(row);
    assertThat(text(row))
        .contains("\"symbol\":\"AAPL\",\"time_in_force\":\"" + word + "\",\"type\":\"LIMIT\"}")
        .contains(
            word == TimeInForce.GTC
                ? "\"reserved\":{\"price\":\"185.5\"}}"
                : "\"reserved\":{\"price\":\"185.5\",\"deadline\":\"");
    assertThat(text(row).contains("\"expire_time\":\"2026-03-09T08:00:00.000000Z\""))
        .isEqualTo(gtd);
  }

  @ParameterizedTest
  @EnumSource(
      value = TimeInForce.class,
      names = {"DAY", "GTC", "IOC", "FOK"})
  void theTimeInForceThatCountsForAnOrderWithoutIsReadBack(TimeInForce counts) {
    Decided row = Rows.inForce(AUTHORIZED, null, counts);
    assertThat(readBack(row)).isEqualTo(row);
    assertThat(text(row).contains("time_in_force")).isEqualTo(counts != TimeInForce.DAY);
  }

  /// Rows from before there were multipliers have none, and count as 1.
  @Test
  void aMultiplierIsReadBackAndLeftOutWhereItIs1() {
    Decided row = Rows.times("12.5", AUTHORIZED);
    assertThat(readBack(row)).isEqualTo(row);
    assertThat(text(row)).contains(",\"multiplier\":\"12.5\",\"token_id\"");
    Decided blocked = Rows.times("0.001", BLOCKED);
    assertThat(readBack(blocked)).isEqualTo(blocked);
    Reported fill = Rows.filled(blocked, 42, "e-1", Rows.MARCH_1);
    assertThat(text(fill)).contains("\"side\":\"SELL\",\"multiplier\":\"0.001\",");
    assertThat(JournalBodyReader.reported(42, 41, Rows.MARCH_1, JournalBody.of(fill)))
        .isEqualTo(fill);
    assertThat(text(Rows.times("1.000", AUTHORIZED))).isEqualTo(text(AUTHORIZED));
  }

  private static Decided readBack(Decided row) {
    return JournalBodyReader.decided(
        row.sequence(), row.decision().decidedAtMicros(), JournalBody.of(row));
  }

  @ParameterizedTest
  @EnumSource(ExecType.class)
  void reportsReadBackAreEqual(ExecType type) {
    Reported row =
        switch (type) {
          case TRADE -> Rows.filled(AUTHORIZED, 50, "e/1", Rows.MARCH_1);
          case TRADE_CANCEL, TRADE_CORRECT -> Rows.amended(AUTHORIZED, 50, type, Rows.MARCH_1);
          case CANCELED, REJECTED, EXPIRED, RELEASED ->
              Rows.closed(AUTHORIZED, 50, type, Rows.MARCH_1);
        };
    assertThat(JournalBodyReader.reported(50, 40, Rows.MARCH_1, JournalBody.of(row)))
        .isEqualTo(row);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void namesThatEarlierVersionsAcceptedAreReadBack(String name) {
    byte[] decision =
        text(AUTHORIZED)
            .replace("ac\\\"me", name)
            .replace("ord\\\\1", name)
            .replace("AAPL", name)
            .getBytes(StandardCharsets.UTF_8);
    assertThat(JournalBodyReader.decided(40, Rows.MARCH_1, decision).decision().order().id())
        .hasToString(name);
    byte[] report =
        text(Rows.filled(BLOCKED, 42, "e-1", Rows.MARCH_1))
            .replace("acme", name)
            .replace("ord 2", name)
            .replace("GME", name)
            .replace("e-1", name)
            .getBytes(StandardCharsets.UTF_8);
    assertThat(JournalBodyReader.reported(42, 41, Rows.MARCH_1, report))
        .satisfies(row -> {
          assertThat(row.order().client()).hasToString(name);
          assertThat(row.order().id()).hasToString(name);
          assertThat(row.symbol()).hasToString(name);
          assertThat(((ExecutionReport.Trade) row.report()).execId()).hasToString(name);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"decision_id", "order", "order_hash", "reasons", "warnings", "policy", "kid"})
  void aBodyWithoutAMemberIsRefusedByItsName(String member) {
    byte[] damaged =
        text(AUTHORIZED)
            .replace("\"" + member + "\":", "\"other\":")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JournalBodyReader.decided(40, Rows.MARCH_1, damaged))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has no " + member);
  }

  @Test
  void aBodyThatIsCutShortIsRefused() {
    byte[] body = JournalBody.of(AUTHORIZED);
    assertThatThrownBy(() ->
            JournalBodyReader.decided(
                40, Rows.MARCH_1, java.util.Arrays.copyOf(body, body.length - 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a journal row's body is not JSON");
  }

  private static String text(JournalRow row) {
    return new String(JournalBody.of(row), StandardCharsets.UTF_8);
  }
}
