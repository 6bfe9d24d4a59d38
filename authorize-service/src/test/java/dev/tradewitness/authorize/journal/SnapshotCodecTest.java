package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.crypto.Hash;
import java.math.BigDecimal;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {

  /// As version 1 wrote it: two orders, without a time in force.
  private static final String VERSION_1 =
      "01"
          // number, acme, o-1, AAPL, buy
          + "000000000000001e"
          + "0361636d65"
          + "026f2d31"
          + "034141504c"
          + "42"
          // 100 at 185.5 until 2026-03-02T12:00:00Z
          + "00000164"
          + "000102073f"
          + "00064c0953867000"
          // reserved: all of it, nothing filled, no executions
          + "52"
          + "00000164"
          + "00000100"
          + "00000100"
          + "00000000"
          + "000000000000003c"
          + "0361636d65"
          + "026f2d32"
          + "034141504c"
          + "53"
          + "00000164"
          + "000102073f"
          + "00064c0953867000"
          + "52"
          + "00000164"
          + "00000100"
          + "00000100"
          + "00000000";

  /// Digits of the first order.
  private static final int ORDER_1_HEX = (VERSION_1.length() - 2) / 2;

  @Test
  void ordersOfVersion1AreDayOrders() {
    BookSnapshot book = read(VERSION_1);
    assertThat(book.open()).hasSize(2);
    OrderState order = book.open().getFirst();
    assertThat(order.key().sequence()).isEqualTo(30);
    assertThat(order.key().id()).hasToString("o-1");
    assertThat(order.terms().timeInForce()).isEqualTo(TimeInForce.DAY);
    assertThat(order.terms().reservePrice()).isEqualTo(new BigDecimal("185.5"));
    assertThat(order.terms().multiplier()).isEqualTo(BigDecimal.ONE);
    assertThat(order.terms().deadlineMicros()).isEqualTo(Rows.MARCH_1 - 123_456 + 86_400_000_000L);
    assertThat(order.status()).isEqualTo(OrderStatus.RESERVED);
    assertThat(order.redeemed()).isFalse();
    assertThat(book.open().getLast().key().sequence()).isEqualTo(60);
  }

  /// As version 3 wrote it: time in force after the reserve price, nothing about a redemption.
  @Test
  void tokensOfVersion3AreNotRedeemed() {
    int end = VERSION_1.indexOf("00064c0953867000");
    String order = VERSION_1.substring(2, end) + "30" + VERSION_1.substring(end, 2 + ORDER_1_HEX);
    BookSnapshot book = read("03" + order);
    assertThat(book.open()).hasSize(1);
    assertThat(book.open().getFirst().redeemed()).isFalse();
  }

  @Test
  void aRedeemedTokenIsReadBack() {
    OrderState order = read(VERSION_1).open().getFirst().afterRedemption();
    var out = SnapshotCodec.start();
    SnapshotCodec.put(out, order);
    SnapshotCodec.put(out, read(VERSION_1).open().getLast());
    BookSnapshot book = read(HexFormat.of().formatHex(out.toBytes()));
    assertThat(book.open()).containsExactly(order, read(VERSION_1).open().getLast());
    assertThat(book.open()).extracting(OrderState::redeemed).containsExactly(true, false);
  }

  @Test
  void aVersionThatIsNotKnownIsRefused() {
    assertThatThrownBy(() -> read("05" + VERSION_1.substring(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has version 5, expected 1 to 4");
  }

  /// As version 2 wrote it: acme without a total, long 10 AAPL at a cost of 1000.
  @Test
  void positionsOfVersion2DoNotKnowWhichOfTheirFillsCanBeTakenBackExactly() {
    BookSnapshot book =
        read(
            SnapshotPart.Kind.ACCOUNTS,
            "02"
                + "0361636d65"
                + "00"
                + "00000001"
                + "034141504c"
                + "00000100"
                + "00000100"
                + "0000010a"
                + "00000203e8");
    SymbolExposure held = book.symbols().values().iterator().next();
    assertThat(held.qty()).isEqualByComparingTo("10");
    assertThat(held.value()).isEqualByComparingTo("1000");
    assertThat(held.addedFrom()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aBookReadBackHasItsMultipliersAndCountsItsOrders() {
    var book = new ExposureBook(KeyedHash.ofSeed(3));
    for (int number = 0; number < 3; number++) {
      String multiplier = number == 1 ? "1" : "12.5";
      Decided row =
          Rows.times(multiplier, Rows.authorized(0, number, "acme", "o-" + number, Rows.MARCH_1));
      book.reserve(OrderState.decided(number, row.decision()));
    }
    var read = new SnapshotCodec.Book();
    SnapshotPart.of(book.snapshot()).forEach(read::add);
    BookSnapshot snapshot = read.snapshot();
    assertThat(snapshot.open())
        .extracting(order -> order.terms().multiplier().toPlainString())
        .containsExactly("12.5", "1", "12.5");
    assertThat(snapshot.open().getFirst().terms().reservePrice()).isEqualByComparingTo("2318.75");
    assertThat(snapshot.symbols().values())
        .singleElement()
        .satisfies(held -> assertThat(held.openOrders()).isEqualTo(3));
    snapshot.requireConsistent();
    var restored = new ExposureBook(KeyedHash.ofSeed(4));
    restored.restore(snapshot);
    restored.requireConsistent();
    assertThat(restored.symbol(new ClientId("acme"), new Symbol("AAPL")).openOrders()).isEqualTo(3);
  }

  private static BookSnapshot read(String hex) {
    return read(SnapshotPart.Kind.ORDERS, hex);
  }

  private static BookSnapshot read(SnapshotPart.Kind kind, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    var book = new SnapshotCodec.Book();
    book.add(new SnapshotPart(new SnapshotPart.Key(kind, 30), Hash.of(bytes), bytes));
    return book.snapshot();
  }
}
