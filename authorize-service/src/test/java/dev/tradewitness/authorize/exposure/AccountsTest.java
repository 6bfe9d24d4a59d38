package dev.tradewitness.authorize.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

  private final Names clients = new Names(KeyedHash.ofSeed(1));
  private final Names symbols = new Names(KeyedHash.ofSeed(2));
  private final Accounts accounts = new Accounts(clients, symbols);
  private final Map<ClientId, AccountExposure> totals = new HashMap<>();
  private final Map<SymbolKey, SymbolExposure> holdings = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void holdWhatMapsHoldAfterAnyChanges(long seed) {
    var random = new Random(seed);
    for (int step = 0; step < 20_000; step++) {
      change(random, step < 15_000 ? 3 : 6);
      if (step % 500 == 0) {
        requireSame("seed %d, step %d".formatted(seed, step));
      }
    }
    requireSame("seed " + seed);
    for (SymbolKey key : Map.copyOf(holdings).keySet()) {
      accounts.setHeld(key.client(), key.symbol(), SymbolExposure.NONE);
    }
    Map.copyOf(totals).keySet().forEach(key -> accounts.setTotal(key, AccountExposure.NONE));
    assertThat(accounts.size()).isZero();
    assertThat(clients.size() + symbols.size()).isZero();
  }

  /// @param nones of seven changes that many set an exposure to none
  private void change(Random random, int nones) {
    var client = new ClientId("client-" + random.nextInt(100));
    var symbol = new Symbol("S" + random.nextInt(12));
    boolean none = random.nextInt(7) < nones;
    if (random.nextBoolean()) {
      AccountExposure total =
          none
              ? AccountExposure.NONE
              : new AccountExposure(
                  amount(random), amount(random), amount(random), amount(random), step(random));
      accounts.setTotal(client, total);
      set(totals, client, total, none);
    } else {
      SymbolExposure held =
          none
              ? SymbolExposure.NONE
              : new SymbolExposure(
                  amount(random),
                  amount(random),
                  amount(random),
                  amount(random),
                  random.nextLong(),
                  random.nextInt());
      accounts.setHeld(client, symbol, held);
      set(holdings, new SymbolKey(client, symbol), held, none);
    }
  }

  private static int step(Random random) {
    return 1 + random.nextInt(9);
  }

  private static BigDecimal amount(Random random) {
    return BigDecimal.valueOf(random.nextInt(2000) + 1, random.nextInt(4));
  }

  private static <K, V> void set(Map<K, V> map, K key, V value, boolean none) {
    if (none) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private void requireSame(String where) {
    assertThat(accounts.totals()).as(where).isEqualTo(totals);
    assertThat(totals).as(where).isEqualTo(accounts.totals());
    assertThat(accounts.holdings()).as(where).isEqualTo(holdings);
    for (int c = 0; c < 100; c++) {
      var client = new ClientId("client-" + c);
      assertThat(accounts.total(client))
          .as(where)
          .isEqualTo(totals.getOrDefault(client, AccountExposure.NONE));
      Map<Symbol, SymbolExposure> symbolsThere =
          holdings.entrySet().stream()
              .filter(entry -> entry.getKey().client().equals(client))
              .collect(Collectors.toMap(entry -> entry.getKey().symbol(), Map.Entry::getValue));
      assertThat(accounts.symbolsOf(client))
          .as(where)
          .containsExactlyInAnyOrderElementsOf(symbolsThere.entrySet());
      assertThat(accounts.holdingsCount(client)).as(where).isEqualTo(symbolsThere.size());
      for (int s = 0; s < 12; s++) {
        var symbol = new Symbol("S" + s);
        assertThat(accounts.held(client, symbol))
            .as(where)
            .isEqualTo(symbolsThere.getOrDefault(symbol, SymbolExposure.NONE));
      }
    }
    var seen = new HashMap<ClientId, AccountExposure>();
    assertThat(accounts.forEach(0, Integer.MAX_VALUE, Integer.MAX_VALUE, seen::put)).isEqualTo(-1);
    assertThat(seen).as(where).containsAllEntriesOf(totals).hasSize(accounts.size());
  }

  @Test
  void aCopyKeepsTheAccountsOfItsMoment() {
    var random = new Random(5);
    for (int step = 0; step < 2000; step++) {
      change(random, 2);
    }
    var totalsThen = Map.copyOf(totals);
    var holdingsThen = Map.copyOf(holdings);
    Accounts copy = accounts.copy(clients.copy(), symbols.copy());
    for (int step = 0; step < 2000; step++) {
      change(random, 5);
    }
    assertThat(copy.totals()).isEqualTo(totalsThen).isNotEqualTo(totals);
    assertThat(copy.holdings()).isEqualTo(holdingsThen).isNotEqualTo(holdings);
  }

  @Test
  void anAccountWithOneSymbolTakesAtMostTwoHundredAndFiftyBytes() {
    int count = 1_000_000 / 64;
    for (int i = 0; i < count; i++) {
      var client = new ClientId("client-%017d".formatted(i));
      accounts.setTotal(
          client,
          new AccountExposure(
              new BigDecimal("185.25"), BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 1));
      accounts.setHeld(
          client,
          new Symbol("S" + i % 1000),
          SymbolExposure.NONE.opened(Side.BUY, BigDecimal.ONE, 1));
    }
    long bytes = accounts.bytesHeld() + clients.bytesHeld() + symbols.bytesHeld();
    assertThat(bytes / count).isBetween(150L, 250L);
  }
}
