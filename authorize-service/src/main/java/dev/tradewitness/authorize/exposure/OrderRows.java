package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;

/// Open orders as rows of numbers, without an object each. What finds a row stands beside it.
final class OrderRows {

  // Amounts of a row.
  private static final int QTY = 0;
  private static final int RESERVE_PRICE = 1;
  private static final int REMAINING = 2;
  private static final int FILLED_QTY = 3;
  private static final int FILLED_VALUE = 4;
  // Small fields beside them.
  private static final int FLAGS = 5;
  private static final int ID_LENGTH = 6;
  // Longs of a row: number, deadline, client and symbol, id's row and place in the heap of
  // deadlines, neighbours in the chain of equal ids.
  private static final int SEQUENCE = 0;
  private static final int DEADLINE = 1;
  private static final int NAMES = 2;
  private static final int PLACES = 3;
  private static final int LINKS = 4;

  // Twelve bytes, a slot of eight to sixteen, and room to grow.
  private static final int EXECUTION_BYTES = 40;

  private static final int SELL_FLAG = 1;
  private static final int PARTIALLY_FILLED_FLAG = 2;
  // Three bits: the last digit of FIX tag 59.
  private static final int TIME_IN_FORCE_SHIFT = 2;
  private static final int TIME_IN_FORCE_MASK = 7 << TIME_IN_FORCE_SHIFT;
  private static final int REDEEMED_FLAG = 32;

  private final Names clients;
  private final Names symbols;
  private final AmountSlab cells;
  private final Texts ids;
  // Of the orders that have any.
  private final SparseSlab<Executions> executions;
  // Of the orders whose multiplier is not 1.
  private final SparseSlab<BigDecimal> multipliers;
  private long executionsWeight;

  OrderRows(Names clients, Names symbols) {
    this(
        clients,
        symbols,
        new AmountSlab(5, 5),
        new Texts(),
        new SparseSlab<>(),
        new SparseSlab<>());
  }

  private OrderRows(
      Names clients,
      Names symbols,
      AmountSlab cells,
      Texts ids,
      SparseSlab<Executions> executions,
      SparseSlab<BigDecimal> multipliers) {
    this.clients = clients;
    this.symbols = symbols;
    this.cells = cells;
    this.ids = ids;
    this.executions = executions;
    this.multipliers = multipliers;
  }

  /// A row with the order's key and terms; [#setProgress] sets the rest.
  int add(OrderState state) {
    OrderState.Terms terms = state.terms();
    byte[] id = Texts.utf8(state.key().id().value());
    int row = cells.allocate();
    cells.setNumber(row, SEQUENCE, state.key().sequence());
    cells.setNumber(row, DEADLINE, terms.deadlineMicros());
    cells.setAmount(row, QTY, terms.qty());
    cells.setAmount(row, RESERVE_PRICE, terms.reservePrice());
    if (terms.multiplier().compareTo(BigDecimal.ONE) != 0) {
      multipliers.set(row, terms.multiplier());
    }
    int side = terms.side() == Side.SELL ? SELL_FLAG : 0;
    cells.setSmall(row, FLAGS, side | terms.timeInForce().code() - '0' << TIME_IN_FORCE_SHIFT);
    // Counted from zero, so that 256 bytes fit into one.
    cells.setSmall(row, ID_LENGTH, id.length - 1);
    cells.setBoth(
        row, NAMES, clients.use(state.key().client().value()), symbols.use(terms.symbol().value()));
    cells.setBoth(row, PLACES, ids.add(id), 0);
    return row;
  }

  void setProgress(int row, OrderState state) {
    boolean partly = state.status() == OrderStatus.PARTIALLY_FILLED;
    int terms = cells.small(row, FLAGS) & ~(PARTIALLY_FILLED_FLAG | REDEEMED_FLAG);
    int progress = (partly ? PARTIALLY_FILLED_FLAG : 0) | (state.redeemed() ? REDEEMED_FLAG : 0);
    cells.setSmall(row, FLAGS, terms | progress);
    cells.setAmount(row, REMAINING, state.remaining());
    cells.setAmount(row, FILLED_QTY, state.filledQty());
    cells.setAmount(row, FILLED_VALUE, state.filledValue());
    setExecutions(row, state.executions());
  }

  private void setExecutions(int row, Executions now) {
    Executions before = executions.set(row, now.size() == 0 ? null : now);
    int change = now.weight() - (before == null ? 0 : before.weight());
    if (change != 0) {
      executionsWeight += change;
      clients.addCount(client(row), change);
    }
  }

  void remove(int row) {
    setExecutions(row, Executions.NONE);
    multipliers.set(row, null);
    clients.release(client(row));
    symbols.release(cells.low(row, NAMES));
    ids.remove(cells.high(row, PLACES), idLength(row));
    cells.free(row);
  }

  long sequence(int row) {
    return cells.number(row, SEQUENCE);
  }

  long deadline(int row) {
    return cells.number(row, DEADLINE);
  }

  /// The client's row among the names.
  int client(int row) {
    return cells.high(row, NAMES);
  }

  private int idLength(int row) {
    return cells.small(row, ID_LENGTH) + 1;
  }

  boolean hasId(int row, byte[] id) {
    return ids.is(cells.high(row, PLACES), idLength(row), id);
  }

  long idHash(int row, KeyedHash hash) {
    return ids.hash(cells.high(row, PLACES), idLength(row), hash);
  }

  int heapPlace(int row) {
    return cells.low(row, PLACES);
  }

  void setHeapPlace(int row, int place) {
    cells.setLow(row, PLACES, place);
  }

  /// The row after this one in its chain of ids, plus one; zero when it is the last.
  int next(int row) {
    return cells.high(row, LINKS);
  }

  void setNext(int row, int next) {
    cells.setHigh(row, LINKS, next);
  }

  /// The row before this one in its chain of ids, plus one; zero when it is the first.
  int previous(int row) {
    return cells.low(row, LINKS);
  }

  void setPrevious(int row, int previous) {
    cells.setLow(row, LINKS, previous);
  }

  OrderState state(int row) {
    int flags = cells.small(row, FLAGS);
    return new OrderState(
        new OrderState.Key(
            sequence(row),
            new ClientId(clients.get(client(row))),
            new ClientOrderId(ids.get(cells.high(row, PLACES), idLength(row)))),
        new OrderState.Terms(
            new Symbol(symbols.get(cells.low(row, NAMES))),
            (flags & SELL_FLAG) == 0 ? Side.BUY : Side.SELL,
            cells.amount(row, QTY),
            cells.amount(row, RESERVE_PRICE),
            Objects.requireNonNullElse(multipliers.get(row), BigDecimal.ONE),
            TimeInForce.ofCode('0' + ((flags & TIME_IN_FORCE_MASK) >> TIME_IN_FORCE_SHIFT)),
            deadline(row)),
        (flags & PARTIALLY_FILLED_FLAG) == 0 ? OrderStatus.RESERVED : OrderStatus.PARTIALLY_FILLED,
        cells.amount(row, REMAINING),
        cells.amount(row, FILLED_QTY),
        cells.amount(row, FILLED_VALUE),
        Objects.requireNonNullElse(executions.get(row), Executions.NONE),
        (flags & REDEEMED_FLAG) != 0);
  }

  /// The orders in these rows, made one by one as they are read. Valid while nothing changes.
  List<OrderState> states(int[] numbers) {
    return new AbstractList<>() {
      @Override
      public OrderState get(int index) {
        return state(numbers[index]);
      }

      @Override
      public int size() {
        return numbers.length;
      }
    };
  }

  /// The same rows, for reading, which later changes here do not touch.
  ///
  /// @param clientsThen a copy made at the same moment
  /// @param symbolsThen a copy made at the same moment
  OrderRows copy(Names clientsThen, Names symbolsThen) {
    return new OrderRows(
        clientsThen, symbolsThen, cells.copy(), ids.copy(), executions.copy(), multipliers.copy());
  }

  /// Room that the orders' executions take, see [Executions#weight].
  long executionsWeight() {
    return executionsWeight;
  }

  /// Heap that the rows take, in bytes, without their names.
  long bytesHeld() {
    return 48
        + cells.bytesHeld()
        + ids.bytesHeld()
        + executions.bytesHeld()
        + multipliers.bytesHeld()
        + EXECUTION_BYTES * executionsWeight;
  }
}
