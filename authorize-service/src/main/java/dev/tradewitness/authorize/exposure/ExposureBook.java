package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Open orders, positions and account totals of one lane. Every change returns what takes it back.
/// Changes are taken back newest first.
///
/// Owned by its lane: call only under the lane's lock.
public final class ExposureBook {

  /// Takes one change back. Holds the values it restores and no other change.
  @FunctionalInterface
  public interface Undo {
    Undo NOTHING = () -> {};

    void run();
  }

  /// Follows what accounts have in all.
  @FunctionalInterface
  public interface TotalListener {
    TotalListener NONE = (client, had, has) -> {};

    /// Called after each change of an account's total, also when a change is taken back.
    void changed(ClientId client, AccountExposure had, AccountExposure has);
  }

  /// An account's holding in one symbol.
  public record SymbolKey(ClientId client, Symbol symbol) {}

  private final Names clients;
  private final Names symbols;
  private final OpenOrders open;
  private final Accounts accounts;
  private TotalListener listener = TotalListener.NONE;

  /// @param hash finds names and ids; its key is secret and need not be the same at each start
  public ExposureBook(KeyedHash hash) {
    this.clients = new Names(hash);
    this.symbols = new Names(hash);
    this.open = new OpenOrders(hash, clients, symbols);
    this.accounts = new Accounts(clients, symbols);
  }

  /// Has every change from now on followed. What is in the book already is not told.
  public void follow(TotalListener totals) {
    listener = totals;
  }

  public AccountExposure account(ClientId client) {
    return accounts.total(client);
  }

  public SymbolExposure symbol(ClientId client, Symbol symbol) {
    return accounts.held(client, symbol);
  }

  /// True when the account has something open or holds something in the symbol.
  public boolean isHeld(ClientId client, Symbol symbol) {
    return !symbol(client, symbol).isNone();
  }

  /// The open order with this journal number, or null.
  public @Nullable OrderState open(long sequence) {
    return open.get(sequence);
  }

  /// True when the order with this journal number is open.
  public boolean isOpen(long sequence) {
    return open.contains(sequence);
  }

  /// The account's open order with this id, or null; the newest one when there are several.
  public @Nullable OrderState open(ClientId client, ClientOrderId id) {
    return open.get(client, id);
  }

  /// Every open order with this id, whatever its account, in no order.
  public void forEachOpen(ClientOrderId id, Consumer<OrderState> each) {
    open.forEach(id, each);
  }

  public int openOrders() {
    return open.size();
  }

  /// The open order whose deadline comes first, if that is not after the given time.
  public @Nullable OrderState firstDue(long nowMicros) {
    return open.firstDue(nowMicros);
  }

  /// Opens the reservation of an authorized order.
  public Undo reserve(OrderState order) {
    return change(null, order, UnaryOperator.identity());
  }

  /// Brings an open order from one state to the next; a trade moves its units into the position.
  ///
  /// @param sequence of the report in the journal
  public Undo apply(OrderState before, OrderState after, ExecutionReport report, long sequence) {
    Contract contract = after.terms().contract();
    return change(before, after, held -> positioned(held, contract, report, sequence));
  }

  /// Notes that the token of an open order was redeemed.
  public Undo redeem(OrderState before) {
    return change(before, before.afterRedemption(), UnaryOperator.identity());
  }

  /// Books a report about an order that holds no reservation.
  ///
  /// @param sequence of the report in the journal
  public Undo applyToClosed(
      ClientId client, Contract contract, ExecutionReport report, long sequence) {
    SymbolExposure had = symbol(client, contract.symbol());
    SymbolExposure has = positioned(had, contract, report, sequence);
    return put(client, contract.symbol(), has, valued(account(client), had, has));
  }

  /// The position after a report.
  private static SymbolExposure positioned(
      SymbolExposure held, Contract contract, ExecutionReport report, long sequence) {
    return switch (report) {
      case ExecutionReport.Trade trade -> filled(held, contract, trade, sequence);
      case ExecutionReport.TradeCancel cancel ->
          unfilled(held, contract, cancel.original(), sequence);
      case ExecutionReport.TradeCorrect correct ->
          filled(
              unfilled(held, contract, correct.original(), sequence),
              contract,
              correct.trade(),
              sequence);
      case ExecutionReport.Closed closed -> held;
    };
  }

  private static SymbolExposure filled(
      SymbolExposure held, Contract contract, ExecutionReport.Trade trade, long sequence) {
    return held.filled(
        contract.side(), trade.qty().value(), contract.worth(trade.price()), sequence);
  }

  private static SymbolExposure unfilled(
      SymbolExposure held, Contract contract, ExecutionReport.Recorded original, long sequence) {
    ExecutionReport.Trade trade = original.trade();
    return held.unfilled(
        contract.side(),
        trade.qty().value(),
        contract.worth(trade.price()),
        original.sequence(),
        sequence);
  }

  private Undo change(
      @Nullable OrderState before, OrderState after, UnaryOperator<SymbolExposure> positioned) {
    ClientId client = after.key().client();
    OrderState.Terms terms = after.terms();
    BigDecimal openBefore = before == null ? BigDecimal.ZERO : before.remaining();
    BigDecimal units = after.remaining().subtract(openBefore);
    SymbolExposure had = symbol(client, terms.symbol());
    int opened =
        (after.status().isOpen() ? 1 : 0) - (before != null && before.status().isOpen() ? 1 : 0);
    SymbolExposure has = positioned.apply(had.opened(terms.side(), units, opened));
    AccountExposure total =
        reserved(account(client), terms.side(), units.multiply(terms.reservePrice()), opened);
    Undo totals = put(client, terms.symbol(), has, valued(total, had, has));
    open.put(after);
    return () -> {
      open.restore(after, before);
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

  private Undo put(ClientId client, Symbol symbol, SymbolExposure has, AccountExposure total) {
    AccountExposure hadTotal = account(client);
    SymbolExposure had = symbol(client, symbol);
    set(client, symbol, has, total);
    if (total.equals(hadTotal)) {
      return () -> set(client, symbol, had, hadTotal);
    }
    listener.changed(client, hadTotal, total);
    return () -> {
      set(client, symbol, had, hadTotal);
      listener.changed(client, total, hadTotal);
    };
  }

  private void set(ClientId client, Symbol symbol, SymbolExposure has, AccountExposure total) {
    accounts.setHeld(client, symbol, has);
    accounts.setTotal(client, total);
  }

  private static BigDecimal normal(BigDecimal amount) {
    return ExactDecimal.normal(amount);
  }

  /// Everything in the book at this moment. Shares its arrays with the book until that changes
  /// them; orders and accounts are made from them when they are read, which needs no lock.
  public BookSnapshot snapshot() {
    Names clientsThen = clients.copy();
    Names symbolsThen = symbols.copy();
    Accounts accountsThen = accounts.copy(clientsThen, symbolsThen);
    return new BookSnapshot(
        open.allThen(clientsThen, symbolsThen), accountsThen.holdings(), accountsThen.totals());
  }

  /// @throws IllegalStateException when the totals are not the sums of orders and positions
  public void requireConsistent() {
    new BookSnapshot(open.all(), accounts.holdings(), accounts.totals()).requireConsistent();
  }

  /// Fills an empty book. A snapshot whose totals are not the sums of its orders and positions is
  /// taken as it is: later changes leave the difference, so that [#requireConsistent] tells it once
  /// everything has been applied.
  public void restore(BookSnapshot snapshot) {
    if (open.size() != 0 || accounts.size() != 0) {
      throw new IllegalStateException("a book is restored before it is used");
    }
    snapshot.open().forEach(open::put);
    snapshot.accounts().forEach(accounts::setTotal);
    snapshot.symbols().forEach((key, held) -> accounts.setHeld(key.client(), key.symbol(), held));
  }

  /// Reads some accounts with exposure in the order of their places. An account keeps its place for
  /// as long as it has exposure.
  ///
  /// @param from the first place, 0 at first
  /// @param placesMax places looked at, most of which have an account
  /// @param accountsMax accounts read
  /// @return the place to go on from; -1 when there are no more accounts
  public int forEachAccount(
      int from, int placesMax, int accountsMax, BiConsumer<ClientId, AccountExposure> each) {
    return accounts.forEach(from, placesMax, accountsMax, each);
  }

  /// The symbols in which an account has something open or holds something.
  public List<Map.Entry<Symbol, SymbolExposure>> symbolsOf(ClientId client) {
    return accounts.symbolsOf(client);
  }

  /// Accounts with exposure.
  public int accounts() {
    return accounts.size();
  }

  /// Pairs of an account and a symbol in which it has something open or holds something.
  public int holdings() {
    return accounts.holdingsCount();
  }

  /// The symbols in which an account has something open or holds something, as their number.
  public int holdings(ClientId client) {
    return accounts.holdingsCount(client);
  }

  /// Room that the open orders' executions take, see [Executions#weight].
  public long executions() {
    return open.executionsWeight();
  }

  /// Room that the executions of one account's open orders take, see [Executions#weight].
  public int executions(ClientId client) {
    return open.executionsWeight(client);
  }

  /// Heap that the book takes, in bytes.
  public long bytes() {
    return 32 + clients.bytesHeld() + symbols.bytesHeld() + open.bytesHeld() + accounts.bytesHeld();
  }
}
