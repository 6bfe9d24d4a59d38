package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Symbol;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/// What accounts have open and hold in one symbol each, as rows of numbers. A row is found by the
/// account's and the symbol's names; the rows of an account form a chain.
///
/// Owned by its lane: call only under the lane's lock.
final class Holdings {

  // Amounts of a row.
  private static final int OPEN_BUY_QTY = 0;
  private static final int OPEN_SELL_QTY = 1;
  private static final int QTY = 2;
  private static final int VALUE = 3;
  // The client's and the symbol's name; the rows before and after in the account's chain, plus one.
  private static final int NAMES = 0;
  private static final int NEIGHBOURS = 1;
  private static final int ADDED_FROM = 2;

  private final Names clients;
  private final Names symbols;
  private final AmountSlab rows;
  private final RowTable byNames;
  private final IntUnaryOperator hashOf;

  Holdings(Names clients, Names symbols) {
    this(clients, symbols, new AmountSlab(4, 3), new RowTable());
  }

  private Holdings(Names clients, Names symbols, AmountSlab rows, RowTable byNames) {
    this.clients = clients;
    this.symbols = symbols;
    this.rows = rows;
    this.byNames = byNames;
    this.hashOf = row -> hash(rows.number(row, NAMES));
  }

  private static int hash(long names) {
    return (int) KeyedHash.mix(names);
  }

  int size() {
    return byNames.size();
  }

  /// The row of an account's name and a symbol, or -1.
  ///
  /// @param client -1 for a name that is not known
  int find(int client, Symbol symbol) {
    int name = symbols.find(symbol.value());
    if (client < 0 || name < 0) {
      return -1;
    }
    long names = (long) client << 32 | name;
    int slot = byNames.first(hash(names));
    for (int row = byNames.row(slot); row >= 0; row = byNames.row(slot)) {
      if (rows.number(row, NAMES) == names) {
        return row;
      }
      slot = byNames.next(slot);
    }
    return -1;
  }

  SymbolExposure get(int row) {
    return new SymbolExposure(
        rows.amount(row, OPEN_BUY_QTY),
        rows.amount(row, OPEN_SELL_QTY),
        rows.amount(row, QTY),
        rows.amount(row, VALUE),
        rows.number(row, ADDED_FROM),
        rows.beside(row));
  }

  void set(int row, SymbolExposure held) {
    rows.setAmount(row, OPEN_BUY_QTY, held.openBuyQty());
    rows.setAmount(row, OPEN_SELL_QTY, held.openSellQty());
    rows.setAmount(row, QTY, held.qty());
    rows.setAmount(row, VALUE, held.value());
    rows.setNumber(row, ADDED_FROM, held.addedFrom());
    rows.setBeside(row, held.openOrders());
  }

  /// A new row at the head of its account's chain.
  ///
  /// @param head the row that was at the head, plus one; zero for none
  int add(int client, Symbol symbol, int head) {
    int row = rows.allocate();
    rows.setBoth(row, NAMES, client, symbols.use(symbol.value()));
    rows.setBoth(row, NEIGHBOURS, 0, head);
    if (head != 0) {
      rows.setHigh(head - 1, NEIGHBOURS, row + 1);
    }
    byNames.add(row, hashOf);
    return row;
  }

  /// The row after this one in its account's chain, plus one; zero when it is the last.
  int next(int row) {
    return rows.low(row, NEIGHBOURS);
  }

  /// True when no row stands before this one in its account's chain.
  boolean isHead(int row) {
    return rows.high(row, NEIGHBOURS) == 0;
  }

  void remove(int row) {
    int before = rows.high(row, NEIGHBOURS);
    int after = rows.low(row, NEIGHBOURS);
    if (before != 0) {
      rows.setLow(before - 1, NEIGHBOURS, after);
    }
    if (after != 0) {
      rows.setHigh(after - 1, NEIGHBOURS, before);
    }
    byNames.remove(row, hashOf);
    symbols.release(rows.low(row, NAMES));
    rows.free(row);
  }

  SymbolKey key(int row) {
    return new SymbolKey(new ClientId(clients.get(rows.high(row, NAMES))), symbol(row));
  }

  Symbol symbol(int row) {
    return new Symbol(symbols.get(rows.low(row, NAMES)));
  }

  /// Every row, made one by one as they are read. Valid while nothing changes.
  Map<SymbolKey, SymbolExposure> all() {
    return new RowMap<>(
        byNames.rows(),
        key ->
            key instanceof SymbolKey(ClientId client, Symbol symbol)
                ? find(clients.find(client.value()), symbol)
                : -1,
        this::key,
        this::get,
        SymbolExposure::isNone);
  }

  /// The same rows, for reading, which later changes here do not touch.
  ///
  /// @param clientsThen a copy made at the same moment
  /// @param symbolsThen a copy made at the same moment
  Holdings copy(Names clientsThen, Names symbolsThen) {
    return new Holdings(clientsThen, symbolsThen, rows.copy(), byNames.copy());
  }

  /// Heap that the rows take, in bytes, without their names.
  long bytesHeld() {
    return 32 + 16 + rows.bytesHeld() + byNames.bytesHeld();
  }
}
