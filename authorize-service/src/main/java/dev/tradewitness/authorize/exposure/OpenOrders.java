package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The open orders of one lane by journal number, with the deadlines of their reservations. An
/// order with an id of up to 24 characters takes at most 130 bytes and no object; its executions,
/// when there are any, come on top.
///
/// Owned by its lane: call only under the lane's lock.
final class OpenOrders {

  // Amounts of a row.
  private static final int QTY = 0;
  private static final int RESERVE_PRICE = 1;
  private static final int REMAINING = 2;
  private static final int FILLED_QTY = 3;
  private static final int FILLED_VALUE = 4;
  // Small fields beside them.
  private static final int FLAGS = 5;
  private static final int ID_LENGTH = 6;
  // Longs of a row: number, deadline, client and symbol, id's row and place in the heap.
  private static final int SEQUENCE = 0;
  private static final int DEADLINE = 1;
  private static final int NAMES = 2;
  private static final int PLACES = 3;

  private static final int SELL_FLAG = 1;
  private static final int PARTIALLY_FILLED_FLAG = 2;

  private final Names clients;
  private final Names symbols;
  private final AmountSlab cells;
  private final Texts ids;
  private final RowTable bySequence;
  private final IntUnaryOperator hashOf;
  // Of the orders that have any.
  private final Map<Long, Executions> executions;
  private long executionsCounted;
  private final DueHeap due = new Due();

  /// @param clients shared with the accounts
  /// @param symbols shared with the accounts
  OpenOrders(Names clients, Names symbols) {
    this(clients, symbols, new AmountSlab(5, 4), new Texts(), new RowTable(), new HashMap<>());
  }

  private OpenOrders(
      Names clients,
      Names symbols,
      AmountSlab cells,
      Texts ids,
      RowTable bySequence,
      Map<Long, Executions> executions) {
    this.clients = clients;
    this.symbols = symbols;
    this.cells = cells;
    this.ids = ids;
    this.bySequence = bySequence;
    this.hashOf = row -> hash(cells.number(row, SEQUENCE));
    this.executions = executions;
  }

  private static int hash(long sequence) {
    return (int) KeyedHash.mix(sequence);
  }

  private int find(long sequence) {
    int slot = bySequence.first(hash(sequence));
    for (int row = bySequence.row(slot); row >= 0; row = bySequence.row(slot)) {
      if (cells.number(row, SEQUENCE) == sequence) {
        return row;
      }
      slot = bySequence.next(slot);
    }
    return -1;
  }

  @Nullable OrderState get(long sequence) {
    int row = find(sequence);
    return row < 0 ? null : state(row);
  }

  int size() {
    return bySequence.size();
  }

  /// Takes the order's new state: an open one is kept, a closed one removed. Key and terms of an
  /// order never change.
  void put(OrderState state) {
    int row = find(state.key().sequence());
    if (state.status().isOpen()) {
      setProgress(row < 0 ? added(state) : row, state);
    } else if (row >= 0) {
      remove(row);
    }
  }

  private int added(OrderState state) {
    OrderState.Terms terms = state.terms();
    byte[] id = Texts.utf8(state.key().id().value());
    int row = cells.allocate();
    cells.setNumber(row, SEQUENCE, state.key().sequence());
    cells.setNumber(row, DEADLINE, terms.deadlineMicros());
    cells.setAmount(row, QTY, terms.qty());
    cells.setAmount(row, RESERVE_PRICE, terms.reservePrice());
    cells.setSmall(row, FLAGS, terms.side() == Side.SELL ? SELL_FLAG : 0);
    // Counted from zero, so that 256 bytes fit into one.
    cells.setSmall(row, ID_LENGTH, id.length - 1);
    cells.setBoth(
        row, NAMES, clients.use(state.key().client().value()), symbols.use(terms.symbol().value()));
    cells.setBoth(row, PLACES, ids.add(id), 0);
    bySequence.add(row, hashOf);
    due.add(row);
    return row;
  }

  private void setProgress(int row, OrderState state) {
    boolean partly = state.status() == OrderStatus.PARTIALLY_FILLED;
    int side = cells.small(row, FLAGS) & SELL_FLAG;
    cells.setSmall(row, FLAGS, side | (partly ? PARTIALLY_FILLED_FLAG : 0));
    cells.setAmount(row, REMAINING, state.remaining());
    cells.setAmount(row, FILLED_QTY, state.filledQty());
    cells.setAmount(row, FILLED_VALUE, state.filledValue());
    setExecutions(state.key().sequence(), state.executions());
  }

  private void setExecutions(long sequence, Executions now) {
    if (now.size() == 0 && executions.isEmpty()) {
      return;
    }
    Executions before =
        now.size() == 0 ? executions.remove(sequence) : executions.put(sequence, now);
    executionsCounted += now.size() - (before == null ? 0 : before.size());
  }

  private void remove(int row) {
    due.remove(row);
    bySequence.remove(row, hashOf);
    setExecutions(cells.number(row, SEQUENCE), Executions.NONE);
    clients.release(cells.high(row, NAMES));
    symbols.release(cells.low(row, NAMES));
    ids.remove(cells.high(row, PLACES), cells.small(row, ID_LENGTH) + 1);
    cells.free(row);
  }

  /// Takes a [#put] of `after` back.
  ///
  /// @param before the state that it replaced, null when the order was not open
  void restore(OrderState after, @Nullable OrderState before) {
    if (before != null) {
      put(before);
      return;
    }
    int row = find(after.key().sequence());
    if (row >= 0) {
      remove(row);
    }
  }

  /// The order whose deadline comes first, if that is not after the given time.
  @Nullable OrderState firstDue(long nowMicros) {
    int row = due.first();
    return row < 0 || cells.number(row, DEADLINE) > nowMicros ? null : state(row);
  }

  private OrderState state(int row) {
    long sequence = cells.number(row, SEQUENCE);
    int flags = cells.small(row, FLAGS);
    return new OrderState(
        new OrderState.Key(
            sequence,
            new ClientId(clients.get(cells.high(row, NAMES))),
            new ClientOrderId(ids.get(cells.high(row, PLACES), cells.small(row, ID_LENGTH) + 1))),
        new OrderState.Terms(
            new Symbol(symbols.get(cells.low(row, NAMES))),
            (flags & SELL_FLAG) == 0 ? Side.BUY : Side.SELL,
            cells.amount(row, QTY),
            cells.amount(row, RESERVE_PRICE),
            cells.number(row, DEADLINE)),
        (flags & PARTIALLY_FILLED_FLAG) == 0 ? OrderStatus.RESERVED : OrderStatus.PARTIALLY_FILLED,
        cells.amount(row, REMAINING),
        cells.amount(row, FILLED_QTY),
        cells.amount(row, FILLED_VALUE),
        executions.getOrDefault(sequence, Executions.NONE));
  }

  /// All open orders, made one by one as they are read. Valid while nothing changes.
  List<OrderState> all() {
    int[] rows = bySequence.rows();
    return new AbstractList<>() {
      @Override
      public OrderState get(int index) {
        return state(rows[index]);
      }

      @Override
      public int size() {
        return rows.length;
      }
    };
  }

  /// The same orders, for reading, which later changes here do not touch.
  ///
  /// @param clientsThen a copy made at the same moment
  /// @param symbolsThen a copy made at the same moment
  OpenOrders copy(Names clientsThen, Names symbolsThen) {
    return new OpenOrders(
        clientsThen,
        symbolsThen,
        cells.copy(),
        ids.copy(),
        bySequence.copy(),
        new HashMap<>(executions));
  }

  /// Heap that the orders take, in bytes, without their names. An order with executions takes 200
  /// for its entry and its table, and up to 40 for each.
  long bytesHeld() {
    return 64
        + cells.bytesHeld()
        + ids.bytesHeld()
        + bySequence.bytesHeld()
        + due.bytesHeld()
        + 200L * executions.size()
        + 40 * executionsCounted;
  }

  private final class Due extends DueHeap {
    @Override
    boolean isBefore(int row, int other) {
      int byDeadline = Long.compare(cells.number(row, DEADLINE), cells.number(other, DEADLINE));
      return byDeadline != 0
          ? byDeadline < 0
          : cells.number(row, SEQUENCE) < cells.number(other, SEQUENCE);
    }

    @Override
    void setPlace(int row, int place) {
      cells.setLow(row, PLACES, place);
    }

    @Override
    int place(int row) {
      return cells.low(row, PLACES);
    }
  }
}
