package dev.tradewitness.authorize.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.HoldingLimits;
import dev.tradewitness.authorize.control.Permission;
import dev.tradewitness.authorize.control.Permissions;
import dev.tradewitness.authorize.control.Permissions.SymbolList;
import dev.tradewitness.authorize.control.ShortSale;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeEffectTest {

  /// The default maximum quantity is 100; the account `known` has a limit of its own.
  private static ControlBook book(boolean block) {
    return Books.defaults(new AccountLimits(new BigDecimal("100"), null, null, null))
        .account("known", new AccountLimits(new BigDecimal("5"), null, null, null))
        .block(block, block, false)
        .book();
  }

  /// What an account is short of makes room in a desk's net, whenever it comes to be short of it.
  @ParameterizedTest
  @CsvSource({
    ", gross, TIGHTENS",
    ", net, LOOSENS",
    ", unknown, TIGHTENS",
    "gross, gross, TIGHTENS",
    "net, net, TIGHTENS",
    "gross, unknown, LOOSENS",
    "gross,, LOOSENS",
    "net, gross, LOOSENS",
  })
  void anAccountThatLeavesItsDeskOrMakesRoomInTheNetOfAnotherLoosens(
      @Nullable String before, @Nullable String after, ChangeEffect effect) {
    ControlBook book =
        Books.nothing()
            .deskLimits("gross", new AccountLimits(null, null, BigDecimal.TEN, null))
            .deskLimits("net", new AccountLimits(null, null, null, BigDecimal.TEN))
            .book();
    assertThat(ChangeEffect.of(ControlTarget.desk("acme"), before, after, book)).isEqualTo(effect);
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

  /// Three orders a second and two identical ones are what accounts may send by default.
  @ParameterizedTest
  @CsvSource({
    "MESSAGE_RATE,,3,TIGHTENS",
    "MESSAGE_RATE,,4,LOOSENS",
    "MESSAGE_RATE,1,,LOOSENS",
    "MESSAGE_RATE,9,,TIGHTENS",
    "DUPLICATE_ORDER,,2,TIGHTENS",
    "DUPLICATE_ORDER,,3,LOOSENS",
    "DUPLICATE_ORDER,1,,LOOSENS",
    "DUPLICATE_ORDER,9,,TIGHTENS",
  })
  void theDefaultsOfWhatIsCountedInAWindowAreTheirOwn(
      Control control, @Nullable String before, @Nullable String after, ChangeEffect effect) {
    ControlBook book =
        Books.defaults(
                new AccountLimits(
                    null, null, null, null, null, null, null, new BigDecimal(3), new BigDecimal(2)))
            .book();
    var target = ControlTarget.limit(LimitScope.ACCOUNT, "acme", control);
    assertThat(ChangeEffect.of(target, before, after, book)).isEqualTo(effect);
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

  /// @param before and after: status, tick, lot, minimum, multiplier; `-` for what is not set
  @ParameterizedTest
  @CsvSource({
    "T - - - -, T 0.01 - - -, TIGHTENS",
    "T 0.01 - - -, T - - - -, LOOSENS",
    "T 0.01 - - -, T 0.05 - - -, TIGHTENS",
    "T 0.05 - - -, T 0.01 - - -, LOOSENS",
    "T 0.02 - - -, T 0.03 - - -, LOOSENS", // 0.03 passes now, and did not
    "T - 100 - -, T - 300 - -, TIGHTENS",
    "T - 100 - -, T - 150 - -, LOOSENS",
    "T - - 10 -, T - - 10.1 -, TIGHTENS",
    "T - - 10 -, T - - 9.999999999999999999 -, LOOSENS",
    "T - - 10 -, T - - - -, LOOSENS",
    "T - - - 100, T - - - 1000, LOOSENS", // what is bought of it offsets more of another symbol
    "T - - - 100, T - - - 99, LOOSENS",
    "T - - - -, T - - - 0.5, LOOSENS",
    "T - - - 1, T - - - -, TIGHTENS",
    "T 0.01 - - -, R - - - -, TIGHTENS", // nothing passes
    "R 0.01 - - -, R - - - -, TIGHTENS",
    "R 0.01 - - -, T 0.01 - - -, LOOSENS",
  })
  void anInstrumentIsComparedByWhatPassesIt(String before, String after, ChangeEffect effect) {
    var target = ControlTarget.instrument(new Symbol("GME"));
    assertThat(ChangeEffect.of(target, instrument(before), instrument(after), book(false)))
        .isEqualTo(effect);
  }

  private static String instrument(String words) {
    List<@Nullable BigDecimal> sizes = new ArrayList<>();
    for (String word : words.substring(2).split(" ", -1)) {
      sizes.add(word.equals("-") ? null : new BigDecimal(word));
    }
    return new InstrumentValue(
            words.startsWith("T") ? Instrument.Status.TRADABLE : Instrument.Status.RESTRICTED,
            sizes.get(0),
            sizes.get(1),
            sizes.get(2),
            sizes.get(3),
            null)
        .text();
  }

  @ParameterizedTest
  @CsvSource({
    "R - - - -, RESTRICTED",
    "T - - - -, TRADABLE",
    "T 0.010 - - 1e3, '{\"multiplier\":\"1000\",\"status\":\"TRADABLE\",\"tick_size\":\"0.01\"}'",
  })
  void anInstrumentHasOneText(String words, String text) {
    assertThat(instrument(words)).isEqualTo(text);
    assertThat(InstrumentValue.of(text).text()).isEqualTo(text);
  }

  /// A default of 10 stands for AAPL, and none for other symbols.
  @ParameterizedTest
  @CsvSource({
    "acme,AAPL,,11,LOOSENS",
    "acme,AAPL,,10,TIGHTENS",
    "acme,AAPL,5,,LOOSENS",
    "acme,AAPL,20,,TIGHTENS",
    "acme,GME,,1000,TIGHTENS",
    "acme,GME,1000,,LOOSENS",
    "default,AAPL,10,11,LOOSENS",
    "default,GME,,0,TIGHTENS",
  })
  void aLimitInASymbolIsComparedWithTheDefaultInIt(
      String account,
      String symbol,
      @Nullable String before,
      @Nullable String after,
      ChangeEffect effect) {
    ControlBook book =
        Books.nothing()
            .defaultHolding("AAPL", new HoldingLimits(null, BigDecimal.TEN, null))
            .block(true, true, true)
            .book();
    var target = ControlTarget.limit(LimitScope.ACCOUNT, account, symbol, Control.POSITION_LONG);
    assertThat(ChangeEffect.of(target, before, after, book)).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({
    "other,,NOT_ALLOWED,TIGHTENS",
    "other,NOT_ALLOWED,ALLOWED,LOOSENS",
    "other,NOT_ALLOWED,,TIGHTENS", // the default says the same
    "other,,ALLOWED,LOOSENS",
    "default,NOT_ALLOWED,ALLOWED,LOOSENS",
    "default,NOT_ALLOWED,,LOOSENS",
  })
  void shortSalesAreComparedWithTheDefault(
      String account, @Nullable String before, @Nullable String after, ChangeEffect effect) {
    ControlBook book =
        Books.nothing()
            .permissions(new Permissions(ShortSale.NOT_ALLOWED, Map.of(), Map.of(), Map.of()))
            .book();
    var target = ControlTarget.shortSale(LimitScope.ACCOUNT, account);
    assertThat(ChangeEffect.of(target, before, after, book)).isEqualTo(effect);
  }

  /// @param list of the account before, such as `AAPL=ALLOWED`
  @ParameterizedTest
  @CsvSource({
    "'',AAPL,DENIED,TIGHTENS",
    "'',AAPL,ALLOWED,TIGHTENS", // no other symbol passes any more
    "AAPL=ALLOWED,GME,ALLOWED,LOOSENS",
    "AAPL=ALLOWED,GME,DENIED,TIGHTENS",
    "AAPL=ALLOWED,AAPL,,LOOSENS", // every symbol passes
    "AAPL=ALLOWED,AAPL,DENIED,LOOSENS", // every other symbol passes
    "AAPL=ALLOWED GME=ALLOWED,AAPL,,TIGHTENS",
    "AAPL=ALLOWED GME=ALLOWED,AAPL,DENIED,TIGHTENS",
    "AAPL=DENIED,AAPL,,LOOSENS",
    "AAPL=DENIED,AAPL,ALLOWED,LOOSENS",
  })
  void aListIsComparedByTheSymbolsThatPass(
      String list, String symbol, @Nullable String after, ChangeEffect effect) {
    var symbols = new HashMap<String, Permission>();
    for (String one : list.isEmpty() ? new String[0] : list.split(" ", -1)) {
      int at = one.indexOf('=');
      symbols.put(one.substring(0, at), Permission.valueOf(one.substring(at + 1)));
    }
    ControlBook book =
        Books.nothing()
            .permissions(
                new Permissions(
                    ShortSale.ALLOWED,
                    Map.of(),
                    Map.of(),
                    Map.of(new ClientId("acme"), new SymbolList(symbols))))
            .book();
    var target = ControlTarget.permission("acme", new Symbol(symbol));
    assertThat(ChangeEffect.of(target, null, after, book)).isEqualTo(effect);
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
