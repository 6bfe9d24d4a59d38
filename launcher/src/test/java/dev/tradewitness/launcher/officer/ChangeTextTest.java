package dev.tradewitness.launcher.officer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Records as authorize-service answers them, in the words of people and back.
class ChangeTextTest {

  private static final String LIMIT =
      """
      {"change_id":"019ad000-0000-7000-8000-000000000001","status":"REQUESTED","number":9,
       "kind":"LIMIT","scope":"ACCOUNT","subject":"acme","control":"MAX_ORDER_QTY","before":"100",
       "after":"500","effect":"LOOSENS","reason":"growth","author":"alice","actor":"alice",
       "comment":null,"recorded_at":"2026-11-30T10:00:00Z","expires_at":"2026-12-01T10:00:00Z"}\
      """;
  private static final String HALT =
      """
      {"status":"REQUESTED","kind":"TRADING_STATE","scope":"FIRM","subject":"all","control":null,
       "before":"HALTED","after":"ACTIVE","author":"alice"}\
      """;
  private static final String SYMBOL =
      """
      {"status":"REQUESTED","kind":"LIMIT","scope":"SYMBOL","subject":"GME",
       "control":"MAX_ORDER_VALUE","before":"5","after":null,"author":"alice"}\
      """;
  private static final String POSITION =
      """
      {"status":"REQUESTED","kind":"LIMIT","scope":"ACCOUNT","subject":"acme","symbol":"AAPL",
       "control":"MAX_OPEN_ORDERS","before":"100","after":"500","author":"alice"}\
      """;
  private static final String PERMISSION =
      """
      {"status":"REQUESTED","kind":"PERMISSION","scope":"ACCOUNT","subject":"acme",
       "symbol":"AAPL","control":null,"before":null,"after":"ALLOWED","author":"alice"}\
      """;
  private static final String PRICES =
      """
      {"status":"IN_FORCE","kind":"REFERENCE_PRICES","scope":"FIRM","subject":"all",
       "control":null,"before":null,"after":"sha256:aa","author":"feed"}\
      """;
  private static final String POLICY =
      """
      {"status":"REQUESTED","kind":"POLICY","scope":"FIRM","subject":"all","control":null,
       "before":"default-1 sha256:aa","after":"desk-2 sha256:bb","author":"alice"}\
      """;

  @Test
  void aChangeIsOneLine() throws Exception {
    assertThat(ChangeText.line(json(LIMIT)))
        .isEqualTo(
            "waits for a second person: account acme MAX_ORDER_QTY 100 -> 500 by alice, change"
                + " 019ad000-0000-7000-8000-000000000001, until 2026-12-01T10:00:00Z; approve:"
                + " tradewitness limits approve 019ad000-0000-7000-8000-000000000001 --as NAME");
    assertThat(ChangeText.line(json(LIMIT.replace("REQUESTED", "IN_FORCE"))))
        .isEqualTo("in force: account acme MAX_ORDER_QTY 100 -> 500 by alice (record 9)");
    assertThat(
            ChangeText.line(
                json(
                    LIMIT
                        .replace("REQUESTED", "IN_FORCE")
                        .replace("\"actor\":\"alice\"", "\"actor\":\"bob\""))))
        .endsWith("by alice, approved by bob (record 9)");
    assertThat(ChangeText.what(json(HALT))).isEqualTo("firm trading HALTED -> ACTIVE");
    assertThat(ChangeText.what(json(SYMBOL))).isEqualTo("symbol GME MAX_ORDER_VALUE 5 -> none");
    assertThat(ChangeText.what(json(POSITION)))
        .isEqualTo("account acme in AAPL MAX_OPEN_ORDERS 100 -> 500");
    assertThat(ChangeText.what(json(PERMISSION)))
        .isEqualTo("account acme in AAPL permission none -> ALLOWED");
    assertThat(ChangeText.what(json(PRICES))).startsWith("reference-prices none -> ");
    assertThat(ChangeText.what(json(POLICY))).isEqualTo("policy default-1 -> desk-2");
  }

  /// Whoever approves by words says what he approves.
  @ParameterizedTest
  @CsvSource({
    "account acme MAX_ORDER_QTY 500,LIMIT,true",
    "Account acme max_order_qty 500.00,LIMIT,true",
    "account acme MAX_ORDER_QTY 501,LIMIT,false",
    "account acme MAX_ORDER_QTY,LIMIT,false",
    "account ACME MAX_ORDER_QTY 500,LIMIT,false",
    "account acme MAX_ORDER_VALUE 500,LIMIT,false",
    "firm trading ACTIVE,HALT,true",
    "firm trading active,HALT,true",
    "firm trading HALTED,HALT,false",
    "account acme trading ACTIVE,HALT,false",
    "symbol gme MAX_ORDER_VALUE none,SYMBOL,true",
    "symbol gme MAX_ORDER_VALUE 0,SYMBOL,false",
    "account acme in AAPL MAX_OPEN_ORDERS 500,POSITION,true",
    "account acme in aapl MAX_OPEN_ORDERS 500,POSITION,true",
    "account acme in MSFT MAX_OPEN_ORDERS 500,POSITION,false",
    "account acme MAX_OPEN_ORDERS 500,POSITION,false",
    "account acme in AAPL permission ALLOWED,PERMISSION,true",
    "policy desk-2,POLICY,true",
    "policy desk-1,POLICY,false",
  })
  void aChangeIsNamedByWhatItSays(String words, String change, boolean named) throws Exception {
    JsonObject record =
        json(
            switch (change) {
              case "LIMIT" -> LIMIT;
              case "HALT" -> HALT;
              case "SYMBOL" -> SYMBOL;
              case "POSITION" -> POSITION;
              case "PERMISSION" -> PERMISSION;
              default -> POLICY;
            });
    assertThat(new Target(List.of(words.split(" "))).names(record)).isEqualTo(named);
  }

  @Test
  void aTableHasItsColumnsUnderOneAnother() {
    assertThat(
            Printout.table(
                List.of("A", "BEE"), List.of(List.of("long", "x"), List.of("s", "longer"))))
        .isEqualTo(String.join(System.lineSeparator(), "A     BEE", "long  x", "s     longer"));
  }

  private static JsonObject json(String text) throws Exception {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
  }
}
