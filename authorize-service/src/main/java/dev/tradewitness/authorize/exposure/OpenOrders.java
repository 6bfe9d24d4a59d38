package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.NewestHash;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The open orders of one lane by journal number, by account and id, and by id alone, with the
/// deadlines of their reservations. An order with an id of up to 24 characters takes at most 160
/// bytes and no object; its executions, when there are any, come on top.
///
/// Owned by its lane: call only under the lane's lock.
final class OpenOrders {

  private final NewestHash newestId;
  private final Names clients;
  private final OrderRows rows;
  private final RowTable bySequence = new RowTable();
  private final RowTable byOwner = new RowTable();
  private final RowChains byId;
  private final DueHeap due = new Due();
  private final IntUnaryOperator sequenceHash;
  private final IntUnaryOperator ownerHash;

  /// @param hash finds ids
  /// @param clients shared with the accounts
  /// @param symbols shared with the accounts
  OpenOrders(KeyedHash hash, Names clients, Names symbols) {
    this.newestId = new NewestHash(hash);
    this.clients = clients;
    this.rows = new OrderRows(clients, symbols);
    this.byId = new RowChains(rows, hash);
    this.sequenceHash = row -> hash(rows.sequence(row));
    this.ownerHash = row -> ownerHash(rows.client(row), rows.idHash(row, hash));
  }

  private static int hash(long number) {
    return (int) KeyedHash.mix(number);
  }

  private static int ownerHash(int client, long idHash) {
    return hash(idHash + client);
  }

  private int find(long sequence) {
    int slot = bySequence.first(hash(sequence));
    for (int row = bySequence.row(slot); row >= 0; row = bySequence.row(slot)) {
      if (rows.sequence(row) == sequence) {
        return row;
      }
      slot = bySequence.next(slot);
    }
    return -1;
  }

  @Nullable OrderState get(long sequence) {
    int row = find(sequence);
    return row < 0 ? null : rows.state(row);
  }

  boolean contains(long sequence) {
    return find(sequence) >= 0;
  }

  /// The account's open order with this id; the newest one when there are several.
  @Nullable OrderState get(ClientId client, ClientOrderId id) {
    int owner = clients.find(client.value());
    if (owner < 0) {
      return null;
    }
    int found = -1;
    byte[] text = Texts.utf8(id.value());
    int slot = byOwner.first(ownerHash(owner, newestId.of(id.value())));
    for (int row = byOwner.row(slot); row >= 0; row = byOwner.row(slot)) {
      if (rows.client(row) == owner
          && rows.hasId(row, text)
          && (found < 0 || rows.sequence(row) > rows.sequence(found))) {
        found = row;
      }
      slot = byOwner.next(slot);
    }
    return found < 0 ? null : rows.state(found);
  }

  /// Every open order with this id, whatever its account, in no order.
  void forEach(ClientOrderId id, Consumer<OrderState> each) {
    byte[] text = Texts.utf8(id.value());
    for (int next = byId.first((int) newestId.of(id.value())); next != 0; ) {
      int row = next - 1;
      next = rows.next(row);
      if (rows.hasId(row, text)) {
        each.accept(rows.state(row));
      }
    }
  }

  int size() {
    return bySequence.size();
  }

  /// Takes the order's new state: an open one is kept, a closed one removed. Key and terms of an
  /// order never change.
  void put(OrderState state) {
    int row = find(state.key().sequence());
    if (state.status().isOpen()) {
      rows.setProgress(row < 0 ? added(state) : row, state);
    } else if (row >= 0) {
      remove(row);
    }
  }

  private int added(OrderState state) {
    int row = rows.add(state);
    bySequence.add(row, sequenceHash);
    byOwner.add(row, ownerHash);
    byId.add(row);
    due.add(row);
    return row;
  }

  private void remove(int row) {
    due.remove(row);
    byId.remove(row);
    byOwner.remove(row, ownerHash);
    bySequence.remove(row, sequenceHash);
    rows.remove(row);
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
    return row < 0 || rows.deadline(row) > nowMicros ? null : rows.state(row);
  }

  /// All open orders, made one by one as they are read. Valid while nothing changes.
  List<OrderState> all() {
    return rows.states(bySequence.rows());
  }

  /// All open orders of this moment, made one by one as they are read; later changes do not touch
  /// them.
  ///
  /// @param clientsThen a copy made at the same moment
  /// @param symbolsThen a copy made at the same moment
  List<OrderState> allThen(Names clientsThen, Names symbolsThen) {
    return rows.copy(clientsThen, symbolsThen).states(bySequence.rows());
  }

  /// Room that the orders' executions take, see [Executions#weight].
  long executionsWeight() {
    return rows.executionsWeight();
  }

  /// Room that the executions of one account's open orders take, see [Executions#weight].
  int executionsWeight(ClientId client) {
    int name = clients.find(client.value());
    return name < 0 ? 0 : clients.count(name);
  }

  /// Heap that the orders take, in bytes, without their names.
  long bytesHeld() {
    return 64
        + rows.bytesHeld()
        + bySequence.bytesHeld()
        + byOwner.bytesHeld()
        + byId.bytesHeld()
        + due.bytesHeld();
  }

  private final class Due extends DueHeap {
    @Override
    boolean isBefore(int row, int other) {
      int byDeadline = Long.compare(rows.deadline(row), rows.deadline(other));
      return byDeadline != 0 ? byDeadline < 0 : rows.sequence(row) < rows.sequence(other);
    }

    @Override
    void setPlace(int row, int place) {
      rows.setHeapPlace(row, place);
    }

    @Override
    int place(int row) {
      return rows.heapPlace(row);
    }
  }
}
