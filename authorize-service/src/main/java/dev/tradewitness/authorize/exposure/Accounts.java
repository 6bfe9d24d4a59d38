package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;

/// Accounts with what they have open and hold, in all and by symbol. An account with one symbol and
/// a name of up to 24 characters takes at most 190 bytes and no object, where the amounts have up
/// to 63 bits.
///
/// Owned by its lane: call only under the lane's lock.
final class Accounts {

  // A client's name links to its row in totals, plus one. Amounts there:
  private static final int OPEN_BUY = 0;
  private static final int OPEN_SELL = 1;
  private static final int POSITION_GROSS = 2;
  private static final int POSITION_NET = 3;
  // Open orders, and the account's first holding plus one.
  private static final int FIRST = 0;

  // Amounts of a holding.
  private static final int OPEN_BUY_QTY = 0;
  private static final int OPEN_SELL_QTY = 1;
  private static final int QTY = 2;
  private static final int VALUE = 3;
  // The client's and the symbol's name; the account's holdings before and after, plus one.
  private static final int NAMES = 0;
  private static final int NEIGHBOURS = 1;

  private final Names clients;
  private final Names symbols;
  private final AmountSlab totals;
  private final AmountSlab holdings;
  private final RowTable byNames;
  private final IntUnaryOperator hashOf;
  private int size;

  /// @param clients shared with the open orders
  /// @param symbols shared with the open orders
  Accounts(Names clients, Names symbols) {
    this(clients, symbols, new AmountSlab(4, 1), new AmountSlab(4, 2), new RowTable());
  }

  private Accounts(
      Names clients, Names symbols, AmountSlab totals, AmountSlab holdings, RowTable byNames) {
    this.clients = clients;
    this.symbols = symbols;
    this.totals = totals;
    this.holdings = holdings;
    this.byNames = byNames;
    this.hashOf = row -> hash(holdings.number(row, NAMES));
  }

  private static int hash(long names) {
    return (int) KeyedHash.mix(names);
  }

  int size() {
    return size;
  }

  /// Pairs of an account and a symbol.
  int holdingsCount() {
    return byNames.size();
  }

  AccountExposure total(ClientId client) {
    int name = clients.find(client.value());
    return name < 0 ? AccountExposure.NONE : total(name);
  }

  private AccountExposure total(int name) {
    int account = clients.link(name) - 1;
    return account < 0
        ? AccountExposure.NONE
        : new AccountExposure(
            totals.amount(account, OPEN_BUY),
            totals.amount(account, OPEN_SELL),
            totals.amount(account, POSITION_GROSS),
            totals.amount(account, POSITION_NET),
            totals.high(account, FIRST));
  }

  SymbolExposure held(ClientId client, Symbol symbol) {
    int holding = find(clients.find(client.value()), symbols.find(symbol.value()));
    return holding < 0 ? SymbolExposure.NONE : held(holding);
  }

  private SymbolExposure held(int holding) {
    return new SymbolExposure(
        holdings.amount(holding, OPEN_BUY_QTY),
        holdings.amount(holding, OPEN_SELL_QTY),
        holdings.amount(holding, QTY),
        holdings.amount(holding, VALUE));
  }

  private int find(int client, int symbol) {
    if (client < 0 || symbol < 0) {
      return -1;
    }
    long names = (long) client << 32 | symbol;
    int slot = byNames.first(hash(names));
    for (int row = byNames.row(slot); row >= 0; row = byNames.row(slot)) {
      if (holdings.number(row, NAMES) == names) {
        return row;
      }
      slot = byNames.next(slot);
    }
    return -1;
  }

  /// Replaces an account's total.
  void setTotal(ClientId client, AccountExposure total) {
    int name = clients.find(client.value());
    int account = name < 0 ? -1 : clients.link(name) - 1;
    if (account < 0) {
      if (total.isNone()) {
        return;
      }
      account = added(client);
    }
    totals.setAmount(account, OPEN_BUY, total.openBuy());
    totals.setAmount(account, OPEN_SELL, total.openSell());
    totals.setAmount(account, POSITION_GROSS, total.positionGross());
    totals.setAmount(account, POSITION_NET, total.positionNet());
    totals.setHigh(account, FIRST, total.openOrders());
    removeIfNone(client);
  }

  private int added(ClientId client) {
    int account = totals.allocate();
    clients.setLink(clients.use(client.value()), account + 1);
    size++;
    return account;
  }

  private void removeIfNone(ClientId client) {
    int name = clients.find(client.value());
    int account = clients.link(name) - 1;
    if (totals.low(account, FIRST) == 0 && total(name).isNone()) {
      totals.free(account);
      clients.setLink(name, 0);
      clients.release(name);
      size--;
    }
  }

  /// Replaces what an account has in one symbol.
  void setHeld(ClientId client, Symbol symbol, SymbolExposure held) {
    int name = clients.find(client.value());
    int holding = find(name, symbols.find(symbol.value()));
    if (held.isNone()) {
      if (holding >= 0) {
        remove(holding, clients.link(name) - 1);
        removeIfNone(client);
      }
      return;
    }
    if (holding < 0) {
      holding = added(client, symbol);
    }
    holdings.setAmount(holding, OPEN_BUY_QTY, held.openBuyQty());
    holdings.setAmount(holding, OPEN_SELL_QTY, held.openSellQty());
    holdings.setAmount(holding, QTY, held.qty());
    holdings.setAmount(holding, VALUE, held.value());
  }

  private int added(ClientId client, Symbol symbol) {
    int known = clients.find(client.value());
    int account = known < 0 || clients.link(known) == 0 ? added(client) : clients.link(known) - 1;
    int holding = holdings.allocate();
    int second = totals.low(account, FIRST);
    holdings.setBoth(holding, NAMES, clients.find(client.value()), symbols.use(symbol.value()));
    holdings.setBoth(holding, NEIGHBOURS, 0, second);
    if (second != 0) {
      holdings.setHigh(second - 1, NEIGHBOURS, holding + 1);
    }
    totals.setLow(account, FIRST, holding + 1);
    byNames.add(holding, hashOf);
    return holding;
  }

  private void remove(int holding, int account) {
    int before = holdings.high(holding, NEIGHBOURS);
    int after = holdings.low(holding, NEIGHBOURS);
    if (before == 0) {
      totals.setLow(account, FIRST, after);
    } else {
      holdings.setLow(before - 1, NEIGHBOURS, after);
    }
    if (after != 0) {
      holdings.setHigh(after - 1, NEIGHBOURS, before);
    }
    byNames.remove(holding, hashOf);
    symbols.release(holdings.low(holding, NAMES));
    holdings.free(holding);
  }

  List<Map.Entry<Symbol, SymbolExposure>> symbolsOf(ClientId client) {
    var all = new ArrayList<Map.Entry<Symbol, SymbolExposure>>();
    int name = clients.find(client.value());
    int account = name < 0 ? -1 : clients.link(name) - 1;
    int next = account < 0 ? 0 : totals.low(account, FIRST);
    while (next != 0) {
      all.add(Map.entry(key(next - 1).symbol(), held(next - 1)));
      next = holdings.low(next - 1, NEIGHBOURS);
    }
    return all;
  }

  private SymbolKey key(int holding) {
    return new SymbolKey(
        new ClientId(clients.get(holdings.high(holding, NAMES))),
        new Symbol(symbols.get(holdings.low(holding, NAMES))));
  }

  /// Reads some accounts in the order of their places. An account keeps its place for as long as it
  /// has anything open or holds anything.
  ///
  /// @param from the first place, 0 at first
  /// @param placesMax places looked at, most of which have an account
  /// @param accountsMax accounts read
  /// @return the place to go on from; -1 when there are no more accounts
  int forEach(
      int from, int placesMax, int accountsMax, BiConsumer<ClientId, AccountExposure> each) {
    int end = clients.rowsMax();
    int found = 0;
    int name = from;
    for (; name < end && name - from < placesMax && found < accountsMax; name++) {
      // A free row links to nothing.
      if (clients.link(name) != 0) {
        each.accept(new ClientId(clients.get(name)), total(name));
        found++;
      }
    }
    return name < end ? name : -1;
  }

  /// Every account's total, made one by one as they are read. Valid while nothing changes.
  Map<ClientId, AccountExposure> totals() {
    return new RowMap<>(
        clients.rows(),
        key -> key instanceof ClientId client ? clients.find(client.value()) : -1,
        name -> new ClientId(clients.get(name)),
        this::total,
        AccountExposure::isNone);
  }

  /// Every holding, made one by one as they are read. Valid while nothing changes.
  Map<SymbolKey, SymbolExposure> holdings() {
    return new RowMap<>(
        byNames.rows(),
        key ->
            key instanceof SymbolKey(ClientId client, Symbol symbol)
                ? find(clients.find(client.value()), symbols.find(symbol.value()))
                : -1,
        this::key,
        this::held,
        SymbolExposure::isNone);
  }

  /// The same accounts, for reading, which later changes here do not touch.
  ///
  /// @param clientsThen a copy made at the same moment
  /// @param symbolsThen a copy made at the same moment
  Accounts copy(Names clientsThen, Names symbolsThen) {
    var copy =
        new Accounts(clientsThen, symbolsThen, totals.copy(), holdings.copy(), byNames.copy());
    copy.size = size;
    return copy;
  }

  /// Heap that the accounts take, in bytes, without their names.
  long bytesHeld() {
    return 48 + 16 + totals.bytesHeld() + holdings.bytesHeld() + byNames.bytesHeld();
  }
}
