package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.Executions;
import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Open orders and accounts ↔ bytes. A part starts with the version of this form.
final class SnapshotCodec {

  private static final int VERSION = 4;
  // Orders had no time in force: all were DAY.
  private static final int WITHOUT_TIME_IN_FORCE = 1;
  // Positions did not tell since when they had only been added to.
  private static final int WITHOUT_ADDED_FROM = 2;
  // No token was redeemed, and every multiplier was 1.
  private static final int WITHOUT_REDEMPTION = 3;

  private SnapshotCodec() {}

  /// An account's total and positions on their way into a part.
  static final class Account {
    final ClientId client;
    final SortedMap<String, SymbolExposure> symbols = new TreeMap<>();
    // None when everything in it is zero.
    @Nullable AccountExposure total;

    Account(ClientId client) {
      this.client = client;
    }
  }

  static SnapshotOutput start() {
    return new SnapshotOutput().put(VERSION);
  }

  static void put(SnapshotOutput out, OrderState order) {
    byte[] executions = order.executions().bytes();
    out.putLong(order.key().sequence())
        .put(order.key().client().value())
        .put(order.key().id().value())
        .put(order.terms().symbol().value())
        .put(order.terms().side() == Side.BUY ? 'B' : 'S')
        .put(order.terms().qty())
        .put(order.terms().reservePrice())
        .put(order.terms().multiplier())
        .put(order.terms().timeInForce().code())
        .putLong(order.terms().deadlineMicros())
        .put(status(order.status()))
        .put(order.remaining())
        .put(order.filledQty())
        .put(order.filledValue())
        .putInt(executions.length)
        .put(executions)
        .put(order.redeemed() ? 1 : 0);
  }

  private static char status(OrderStatus status) {
    return switch (status) {
      case RESERVED -> 'R';
      case PARTIALLY_FILLED -> 'P';
      case FILLED, CANCELLED, REJECTED, EXPIRED, RELEASED, BLOCKED ->
          throw new IllegalArgumentException("an order that is " + status + " is not open");
    };
  }

  static void put(SnapshotOutput out, Account account) {
    out.put(account.client.value());
    AccountExposure total = account.total;
    out.put(total == null ? 0 : 1);
    if (total != null) {
      out.put(total.openBuy())
          .put(total.openSell())
          .put(total.positionGross())
          .put(total.positionNet())
          .putInt(total.openOrders());
    }
    out.putInt(account.symbols.size());
    account.symbols.forEach((symbol, held) ->
        out.put(symbol)
            .put(held.openBuyQty())
            .put(held.openSellQty())
            .put(held.qty())
            .put(held.value())
            .putLong(held.addedFrom()));
  }

  /// A book on its way out of its parts.
  static final class Book {
    private final SnapshotInput in = new SnapshotInput();
    private final List<OrderState> open = new ArrayList<>();
    private final Map<SymbolKey, SymbolExposure> symbols = new HashMap<>();
    private final Map<ClientId, AccountExposure> accounts = new HashMap<>();

    void add(SnapshotPart part) {
      in.open(part.bytes());
      int version = in.unsigned();
      if (version < WITHOUT_TIME_IN_FORCE || version > VERSION) {
        throw new IllegalStateException(
            "snapshot %s has version %d, expected %d to %d"
                .formatted(part.key(), version, WITHOUT_TIME_IN_FORCE, VERSION));
      }
      while (in.hasMore()) {
        switch (part.key().kind()) {
          case ORDERS -> open.add(order(in, version));
          case ACCOUNTS -> account(version);
        }
      }
    }

    private void account(int version) {
      ClientId client = in.client();
      if (in.unsigned() == 1) {
        accounts.put(
            client,
            new AccountExposure(in.amount(), in.amount(), in.amount(), in.amount(), in.integer()));
      }
      for (int i = in.integer(); i > 0; i--) {
        symbols.put(
            new SymbolKey(client, in.symbol()),
            new SymbolExposure(
                in.amount(),
                in.amount(),
                in.amount(),
                in.amount(),
                version <= WITHOUT_ADDED_FROM ? Long.MAX_VALUE : in.number(),
                0));
      }
    }

    /// How many orders are open follows from the orders.
    BookSnapshot snapshot() {
      var openOrders = new HashMap<SymbolKey, Integer>();
      for (OrderState order : open) {
        openOrders.merge(
            new SymbolKey(order.key().client(), order.terms().symbol()), 1, Integer::sum);
      }
      openOrders.forEach(
          (key, count) -> symbols.computeIfPresent(key, (_, held) -> held.with(count)));
      return new BookSnapshot(open, symbols, accounts);
    }
  }

  private static OrderState order(SnapshotInput in, int version) {
    return new OrderState(
        new OrderState.Key(in.number(), in.client(), new ClientOrderId(in.text())),
        new OrderState.Terms(
            in.symbol(),
            in.unsigned() == 'B' ? Side.BUY : Side.SELL,
            in.amount(),
            in.amount(),
            version <= WITHOUT_REDEMPTION ? BigDecimal.ONE : in.amount(),
            version == WITHOUT_TIME_IN_FORCE ? TimeInForce.DAY : TimeInForce.ofCode(in.unsigned()),
            in.number()),
        in.unsigned() == 'R' ? OrderStatus.RESERVED : OrderStatus.PARTIALLY_FILLED,
        in.amount(),
        in.amount(),
        in.amount(),
        Executions.of(in.bytes(in.integer())),
        version > WITHOUT_REDEMPTION && in.unsigned() == 1);
  }
}
