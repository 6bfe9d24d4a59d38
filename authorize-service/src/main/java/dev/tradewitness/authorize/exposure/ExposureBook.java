package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Open orders, positions and account totals of one lane. Every change can be taken back in reverse
/// order, because the values are immutable and a change only swaps references.
///
/// Owned by its lane: call only under the lane's lock.
public final class ExposureBook {

  /// Takes one change back.
  @FunctionalInterface
  public interface Undo {
    void run();
  }

  /// An account's holding in one symbol.
  public record SymbolKey(ClientId client, Symbol symbol) {}

  private record Due(long deadlineMicros, long sequence) {}

  private final Map<Long, OrderState> open = new HashMap<>();
  private final Map<ClientId, AccountExposure> accounts = new HashMap<>();
  private final Map<SymbolKey, SymbolExposure> symbols = new HashMap<>();
  private final TreeMap<Due, OrderState> due =
      new TreeMap<>(Comparator.comparingLong(Due::deadlineMicros).thenComparingLong(Due::sequence));

  public AccountExposure account(ClientId client) {
    return accounts.getOrDefault(client, AccountExposure.NONE);
  }

  public SymbolExposure symbol(ClientId client, Symbol symbol) {
    return symbols.getOrDefault(new SymbolKey(client, symbol), SymbolExposure.NONE);
  }

  /// The open order with this journal number, or null.
  public @Nullable OrderState open(long sequence) {
    return open.get(sequence);
  }

  public int openOrders() {
    return open.size();
  }

  /// The open order whose deadline comes first, if that is not after the given time.
  public @Nullable OrderState firstDue(long nowMicros) {
    if (due.isEmpty() || due.firstKey().deadlineMicros() > nowMicros) {
      return null;
    }
    return due.firstEntry().getValue();
  }

  /// Opens the reservation of an authorized order.
  public Undo reserve(OrderState order) {
    return change(null, order, null);
  }

  /// Brings an order from one state to the next; a fill moves its units into the position.
  public Undo apply(OrderState before, OrderState after, OrderEvent event) {
    return change(before, after, event instanceof OrderEvent.Fill fill ? fill : null);
  }

  /// Books a fill of an order that holds no reservation any more.
  public Undo fillClosed(ClientId client, Symbol symbol, Side side, OrderEvent.Fill fill) {
    var key = new SymbolKey(client, symbol);
    SymbolExposure had = symbols.getOrDefault(key, SymbolExposure.NONE);
    SymbolExposure has = had.filled(side, fill.qty().value(), fill.price().value());
    AccountExposure account = account(client);
    return put(key, has, client, valued(account, had, has));
  }

  private Undo change(
      @Nullable OrderState before, OrderState after, OrderEvent.@Nullable Fill fill) {
    ClientId client = after.key().client();
    OrderState.Terms terms = after.terms();
    var key = new SymbolKey(client, terms.symbol());
    BigDecimal openBefore = before == null ? BigDecimal.ZERO : before.remaining();
    BigDecimal units = after.remaining().subtract(openBefore);
    SymbolExposure had = symbols.getOrDefault(key, SymbolExposure.NONE);
    SymbolExposure has = had.opened(terms.side(), units);
    if (fill != null) {
      has = has.filled(terms.side(), fill.qty().value(), fill.price().value());
    }
    int opened =
        (after.status().isOpen() ? 1 : 0) - (before != null && before.status().isOpen() ? 1 : 0);
    AccountExposure account =
        reserved(account(client), terms.side(), units.multiply(terms.reservePrice()), opened);
    Undo totals = put(key, has, client, valued(account, had, has));
    Undo order = putOrder(after);
    return () -> {
      order.run();
      totals.run();
    };
  }

  private static AccountExposure reserved(
      AccountExposure account, Side side, BigDecimal value, int orders) {
    boolean buy = side == Side.BUY;
    return new AccountExposure(
        buy ? normal(account.openBuy().add(value)) : account.openBuy(),
        buy ? account.openSell() : normal(account.openSell().add(value)),
        account.positionGross(),
        account.positionNet(),
        account.openOrders() + orders);
  }

  private static AccountExposure valued(
      AccountExposure account, SymbolExposure had, SymbolExposure has) {
    if (had.value().compareTo(has.value()) == 0) {
      return account;
    }
    return new AccountExposure(
        account.openBuy(),
        account.openSell(),
        normal(account.positionGross().subtract(had.value().abs()).add(has.value().abs())),
        normal(account.positionNet().subtract(had.value()).add(has.value())),
        account.openOrders());
  }

  private Undo put(SymbolKey key, SymbolExposure symbol, ClientId client, AccountExposure account) {
    SymbolExposure oldSymbol = symbol.isNone() ? symbols.remove(key) : symbols.put(key, symbol);
    AccountExposure oldAccount =
        account.isNone() ? accounts.remove(client) : accounts.put(client, account);
    return () -> {
      restore(symbols, key, oldSymbol);
      restore(accounts, client, oldAccount);
    };
  }

  private Undo putOrder(OrderState after) {
    Long sequence = after.key().sequence();
    var dueKey = new Due(after.terms().deadlineMicros(), sequence);
    OrderState old;
    if (after.status().isOpen()) {
      old = open.put(sequence, after);
      due.put(dueKey, after);
    } else {
      old = open.remove(sequence);
      due.remove(dueKey);
    }
    return () -> {
      restore(open, sequence, old);
      restore(due, dueKey, old);
    };
  }

  private static <K, V> void restore(Map<K, V> map, K key, @Nullable V old) {
    if (old == null) {
      map.remove(key);
    } else {
      map.put(key, old);
    }
  }

  private static BigDecimal normal(BigDecimal amount) {
    return ExactDecimal.normal(amount);
  }

  /// Everything in the book at this moment.
  public BookSnapshot snapshot() {
    return new BookSnapshot(List.copyOf(open.values()), Map.copyOf(symbols), Map.copyOf(accounts));
  }

  /// Fills an empty book.
  ///
  /// @throws IllegalStateException when the totals that belong to the snapshot are not the sums of
  ///   its orders and positions
  public void restore(BookSnapshot snapshot) {
    if (!open.isEmpty() || !accounts.isEmpty() || !symbols.isEmpty()) {
      throw new IllegalStateException("a book is restored before it is used");
    }
    snapshot.requireConsistent();
    for (OrderState order : snapshot.open()) {
      putOrder(order);
    }
    symbols.putAll(snapshot.symbols());
    accounts.putAll(snapshot.accounts());
  }

  /// Every account with exposure.
  public void forEachAccount(BiConsumer<ClientId, AccountExposure> each) {
    accounts.forEach(each);
  }

  /// The symbols in which an account has something open or holds something.
  public List<Map.Entry<Symbol, SymbolExposure>> symbolsOf(ClientId client) {
    var found = new ArrayList<Map.Entry<Symbol, SymbolExposure>>();
    symbols.forEach((key, value) -> {
      if (key.client().equals(client)) {
        found.add(Map.entry(key.symbol(), value));
      }
    });
    return found;
  }
}
