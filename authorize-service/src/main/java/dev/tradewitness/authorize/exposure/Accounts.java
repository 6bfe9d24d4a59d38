package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Accounts with what they have open and hold, in all and by symbol. An account with one symbol and
/// a name of up to 24 characters takes at most 200 bytes and no object, where the amounts have up
/// to 63 bits.
///
/// Owned by its lane: call only under the lane's lock.
final class Accounts {

  // A client's name links to its row in totals, plus one. Amounts there:
  private static final int OPEN_BUY = 0;
  private static final int OPEN_SELL = 1;
  private static final int POSITION_GROSS = 2;
  private static final int POSITION_NET = 3;
  // Open orders, and the account's first holding plus one; how many holdings it has.
  private static final int FIRST = 0;
  private static final int HOLDINGS = 1;

  private final Names clients;
  private final AmountSlab totals;
  private final Holdings holdings;
  private int size;

  /// @param clients shared with the open orders, as the symbols are
  Accounts(Names clients, Names symbols) {
    this(clients, new AmountSlab(4, 2), new Holdings(clients, symbols));
  }

  private Accounts(Names clients, AmountSlab totals, Holdings holdings) {
    this.clients = clients;
    this.totals = totals;
    this.holdings = holdings;
  }

  int size() {
    return size;
  }

  int holdingsCount() {
    return holdings.size();
  }

  int holdingsCount(ClientId client) {
    int name = clients.find(client.value());
    int account = name < 0 ? -1 : clients.link(name) - 1;
    return account < 0 ? 0 : (int) totals.number(account, HOLDINGS);
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
    int holding = holdings.find(clients.find(client.value()), symbol);
    return holding < 0 ? SymbolExposure.NONE : holdings.get(holding);
  }

  /// Replaces an account's total.
  void setTotal(ClientId client, AccountExposure total) {
    int name = clients.find(client.value());
    int account = name < 0 ? -1 : clients.link(name) - 1;
    if (account < 0 && total.isNone()) {
      return;
    }
    account = account < 0 ? added(client) : account;
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
    int holding = holdings.find(name, symbol);
    if (held.isNone()) {
      if (holding >= 0) {
        remove(holding, clients.link(name) - 1);
        removeIfNone(client);
      }
      return;
    }
    holdings.set(holding < 0 ? added(client, symbol) : holding, held);
  }

  private int added(ClientId client, Symbol symbol) {
    int known = clients.find(client.value());
    int account = known < 0 || clients.link(known) == 0 ? added(client) : clients.link(known) - 1;
    int holding = holdings.add(clients.find(client.value()), symbol, totals.low(account, FIRST));
    totals.setLow(account, FIRST, holding + 1);
    totals.setNumber(account, HOLDINGS, totals.number(account, HOLDINGS) + 1);
    return holding;
  }

  private void remove(int holding, int account) {
    if (holdings.isHead(holding)) {
      totals.setLow(account, FIRST, holdings.next(holding));
    }
    totals.setNumber(account, HOLDINGS, totals.number(account, HOLDINGS) - 1);
    holdings.remove(holding);
  }

  List<Map.Entry<Symbol, SymbolExposure>> symbolsOf(ClientId client) {
    var all = new ArrayList<Map.Entry<Symbol, SymbolExposure>>();
    int name = clients.find(client.value());
    int account = name < 0 ? -1 : clients.link(name) - 1;
    int next = account < 0 ? 0 : totals.low(account, FIRST);
    while (next != 0) {
      all.add(Map.entry(holdings.symbol(next - 1), holdings.get(next - 1)));
      next = holdings.next(next - 1);
    }
    return all;
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
    return holdings.all();
  }

  /// The same accounts, for reading, which later changes here do not touch.
  ///
  /// @param clientsThen a copy made at the same moment
  /// @param symbolsThen a copy made at the same moment
  Accounts copy(Names clientsThen, Names symbolsThen) {
    var copy = new Accounts(clientsThen, totals.copy(), holdings.copy(clientsThen, symbolsThen));
    copy.size = size;
    return copy;
  }

  /// Heap that the accounts take, in bytes, without their names.
  long bytesHeld() {
    return 32 + totals.bytesHeld() + holdings.bytesHeld();
  }
}
