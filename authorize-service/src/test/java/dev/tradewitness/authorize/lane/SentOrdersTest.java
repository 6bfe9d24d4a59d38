package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentOrdersTest {

  private static final long SECOND = 1_000_000;
  private static final long NOON = 1_700_000_000_000_000L;

  private final AtomicInteger forgotten = new AtomicInteger();
  private final SentOrders sent =
      new SentOrders(KeyedHash.ofSeed(3), Duration.ofSeconds(10), forgotten::incrementAndGet);

  private record Sent(long kind, long micros) {}

  /// Against every order kept for ever, with the newest ones taken back now and then.
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void aCountIsThatOfTheWindow(long seed) {
    var random = new Random(seed);
    List<Sent> all = new ArrayList<>();
    long now = NOON;
    for (int step = 0; step < 5_000; step++) {
      now += random.nextInt(10) == 0 ? random.nextInt(5_000_000) : random.nextInt(20_000);
      long kind = 1L + random.nextInt(20);
      long after = now - 10 * SECOND;
      assertThat((long) sent.count(kind, now))
          .as("seed %d, step %d", seed, step)
          .isEqualTo(all.stream().filter(one -> one.kind == kind && one.micros > after).count());
      sent.add(kind, now);
      all.add(new Sent(kind, now));
      for (int i = random.nextInt(3); i > 0 && random.nextInt(4) == 0 && !all.isEmpty(); i--) {
        Sent last = all.removeLast();
        sent.remove(last.kind, last.micros);
      }
    }
    assertThat(forgotten).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "acme, AAPL, BUY, 1, 100, true",
    "acme, aapl, BUY, 1.0, 100.00, true",
    "acme2, AAPL, BUY, 1, 100, false",
    "acme, AAP, BUY, 1, 100, false",
    "acme, AAPL, SELL, 1, 100, false",
    "acme, AAPL, BUY, 11, 100, false",
    "acme, AAPL, BUY, 1, 100.000000000000000001, false",
  })
  void ordersAreTheSameWhateverTheirIdsAndHoweverTheirNumbersAreWritten(
      String client, String symbol, Side side, String qty, String price, boolean same) {
    long kind = sent.kind(Orders.ACME, Orders.limit("a", "AAPL", Side.BUY, "1", "100"));
    assertThat(sent.kind(new ClientId(client), Orders.limit("b", symbol, side, qty, price)) == kind)
        .isEqualTo(same);
  }

  @Test
  void aClockThatWasSetBackStopsNobodyForLonger() {
    for (int i = 0; i < 100; i++) {
      sent.add(7, NOON + 3_600 * SECOND);
    }
    assertThat(sent.count(7, NOON)).isZero();
    sent.add(7, NOON);
    assertThat(sent.count(7, NOON)).isOne();
    assertThat(sent.count(7, NOON - SECOND / 4)).isOne();
    assertThat(sent.size()).as("nothing stays in front of it").isOne();
  }

  @Test
  void ofTooManyTheOldestIsForgottenAndCounted() {
    for (int i = 0; i < SentOrders.MAX + 5; i++) {
      sent.add(i + 1L, NOON);
    }
    assertThat(sent.size()).isEqualTo(SentOrders.MAX);
    assertThat(forgotten).hasValue(5);
    assertThat(sent.count(5, NOON)).isZero();
    assertThat(sent.count(6, NOON)).isOne();
    assertThat(sent.count(SentOrders.MAX + 5L, NOON)).isOne();
    sent.add(1, NOON + 11 * SECOND);
    assertThat(sent.size()).isOne();
  }

  /// A full queue has every order taken back.
  @Test
  void whatIsTakenBackLeavesNothing() {
    sent.add(1, NOON);
    for (int i = 0; i < 2 * SentOrders.MAX; i++) {
      sent.add(1 + i % 2, NOON + i);
      sent.remove(1 + i % 2, NOON + i);
    }
    assertThat(sent.size()).isOne();
    assertThat(sent.count(1, NOON + SECOND)).isOne();
    assertThat(sent.count(2, NOON + SECOND)).isZero();
    assertThat(forgotten).hasValue(0);
    sent.add(65, NOON);
    sent.add(1, NOON);
    sent.remove(65, NOON);
    assertThat(sent.count(1, NOON)).isEqualTo(2);
    assertThat(sent.count(65, NOON)).isZero();
    sent.remove(1, NOON);
    sent.remove(1, NOON);
    assertThat(sent.size()).isZero();
  }

  @Test
  void kindsAreSpread() {
    var kinds = new HashSet<Long>();
    for (int i = 1; i <= 10_000; i++) {
      kinds.add(sent.kind(Orders.ACME, Orders.limit("a", "AAPL", Side.BUY, "" + i, "100")));
    }
    assertThat(kinds).hasSize(10_000);
  }
}
