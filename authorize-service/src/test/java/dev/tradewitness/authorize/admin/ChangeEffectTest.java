package dev.tradewitness.authorize.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeEffectTest {

  /// The default maximum quantity is 100; the account `known` has a limit of its own.
  private static ControlBook book(boolean block) {
    return new ControlBook(
        null,
        new AccountLimits(new BigDecimal("100"), null, null, null),
        Map.of(new ClientId("known"), new AccountLimits(new BigDecimal("5"), null, null, null)),
        Map.of(),
        TradingState.ACTIVE,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        new ControlBook.Unknown(block, block, false));
  }

  @ParameterizedTest
  @CsvSource({
    "known,5,5.0,TIGHTENS",
    "known,5,5.000000000000000001,LOOSENS",
    "known,5,4,TIGHTENS",
    "known,5,,LOOSENS", // the default of 100 counts then
    "known,200,,TIGHTENS",
    "other,,100,TIGHTENS",
    "other,,101,LOOSENS",
    "default,100,100.1,LOOSENS",
    "default,100,0,TIGHTENS",
    "default,100,,LOOSENS",
    "default,,5,TIGHTENS",
  })
  void aLimitOfAnAccountIsComparedWithWhatCountsOtherwise(
      String account, @Nullable String before, @Nullable String after, ChangeEffect effect) {
    var target = ControlTarget.limit(LimitScope.ACCOUNT, account, Control.MAX_ORDER_QTY);
    assertThat(ChangeEffect.of(target, before, after, book(false))).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({",1,TIGHTENS", "1,,LOOSENS", "1,2,LOOSENS", "2,1,TIGHTENS"})
  void aSymbolWithoutALimitHasNone(
      @Nullable String before, @Nullable String after, ChangeEffect effect) {
    var target = ControlTarget.limit(LimitScope.SYMBOL, "gme", Control.MAX_ORDER_VALUE);
    assertThat(target.subject()).isEqualTo("GME");
    assertThat(ChangeEffect.of(target, before, after, book(false))).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({"other,LOOSENS", "known,TIGHTENS", "default,TIGHTENS"})
  void theFirstLimitOfAnUnknownAccountLetsItTrade(String account, ChangeEffect effect) {
    var target = ControlTarget.limit(LimitScope.ACCOUNT, account, Control.GROSS_EXPOSURE);
    assertThat(ChangeEffect.of(target, null, "0", book(true))).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({
    ",ACTIVE,TIGHTENS",
    ",HALTED,TIGHTENS",
    "ACTIVE,REDUCE_ONLY,TIGHTENS",
    "REDUCE_ONLY,HALTED,TIGHTENS",
    "HALTED,HALTED,TIGHTENS",
    "HALTED,REDUCE_ONLY,LOOSENS",
    "HALTED,ACTIVE,LOOSENS",
    "REDUCE_ONLY,ACTIVE,LOOSENS",
  })
  void aStateIsComparedByWhatPasses(@Nullable String before, String after, ChangeEffect effect) {
    var target = ControlTarget.state(Scope.FIRM, "all");
    assertThat(ChangeEffect.of(target, before, after, book(false))).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({
    "false,,TRADABLE,TIGHTENS", // it passes already
    "true,,TRADABLE,LOOSENS",
    "true,,RESTRICTED,TIGHTENS",
    "false,RESTRICTED,TRADABLE,LOOSENS",
    "false,TRADABLE,RESTRICTED,TIGHTENS",
  })
  void anUnknownInstrumentPassesOrNotAsTheSettingSays(
      boolean block, @Nullable String before, String after, ChangeEffect effect) {
    var target = ControlTarget.instrument(new Symbol("GME"));
    assertThat(ChangeEffect.of(target, before, after, book(block))).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({
    "alice,Alice,true",
    "alice,'al ice',true",
    "alice,ａｌｉｃｅ,true",
    "alice,'a\u200blice',true",
    "STRASSE,Straße,true",
    "\u00e9,'e\u200b\u0301',true",
    "'ΑΣ Β','ΑΣΒ',true",
    "alice,'al\uFE0Fi\u3164ce\u2800',true",
    "O'Brien,OʼBrien,true",
    "José,Jose,true", // rather one too few than one too many
    "alice,alice2,false",
    "alice,bob,false",
  })
  void nobodyBecomesASecondPersonByAnotherSpelling(String one, String other, boolean same) {
    assertThat(Person.same(one, other)).isEqualTo(same);
    assertThat(Person.same(other, one)).isEqualTo(same);
  }
}
