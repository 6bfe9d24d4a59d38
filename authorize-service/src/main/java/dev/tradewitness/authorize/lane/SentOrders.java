package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Price;
import java.time.Duration;

/// What new orders of one lane went out within a window, apart from their ids: 15c3-5(c)(1)(ii)
/// asks for a control against duplicates. Orders are the same when account, symbol, side, quantity
/// and price are, however the numbers were written.
///
/// An order takes 32 bytes, and the orders of one kind are found without the others. Kinds are
/// keyed 64-bit hashes: two different kinds meet once in 10^19 pairs, and nobody can choose one
/// that does. Of more than [#MAX] orders within the window the oldest is forgotten, and counted.
/// Knows no lock.
final class SentOrders {

  /// In a lane: some 70,000 orders a second over 64 lanes and a minute.
  static final int MAX = 1 << 16;

  private static final int FIRST = 64;

  /// A time this far ahead counts still, as in [MessageCounts].
  private static final long AHEAD_MICROS = 500_000;

  /// The time of an order that was taken back: past at any time.
  private static final long TAKEN_BACK = Long.MIN_VALUE;

  private final KeyedHash hash;
  private final long windowMicros;
  private final Runnable forgot;
  // Orders are numbered. A ring has those from the first on; chains, newest first, have the numbers
  // plus one of those whose kinds end in the same bits.
  private long first;
  private int size;
  private long[] kinds = new long[FIRST];
  private long[] micros = new long[FIRST];
  private long[] before = new long[FIRST];
  private long[] newest = new long[FIRST];

  /// @param forgot called for each order that is forgotten before its time
  SentOrders(KeyedHash hash, Duration window, Runnable forgot) {
    this.hash = hash;
    this.windowMicros = window.toNanos() / 1000;
    this.forgot = forgot;
  }

  /// What an order is, apart from its id.
  long kind(ClientId client, Order order) {
    Price price = order.price();
    return hash.of(
        client.value()
            + '\n'
            + order.symbol().value()
            + '\n'
            + order.side()
            + order.qty()
            + '\n'
            + (price == null ? "" : price.toString()));
  }

  /// @param at when the order was decided, microseconds since 1970
  void add(long kind, long at) {
    while (size > 0 && !isCounted(micros[place(first)], at)) {
      dropOldest();
    }
    if (size == MAX) {
      dropOldest();
      forgot.run();
    }
    if (size == kinds.length) {
      grow();
    }
    put(first + size, kind, at);
    size++;
  }

  private void put(long number, long kind, long at) {
    int place = place(number);
    int chain = place(kind);
    kinds[place] = kind;
    micros[place] = at;
    before[place] = newest[chain];
    newest[chain] = number + 1;
  }

  /// Takes the newest such order back. One that is past is none.
  void remove(long kind, long at) {
    long number = newest[place(kind)] - 1;
    while (number >= first) {
      int place = place(number);
      if (kinds[place] == kind && micros[place] == at) {
        micros[place] = TAKEN_BACK;
        dropTakenBack();
        return;
      }
      number = before[place] - 1;
    }
  }

  /// Whatever is taken back is taken back newest first, so nothing of it stays in the end.
  private void dropTakenBack() {
    while (size > 0 && micros[place(first + size - 1)] == TAKEN_BACK) {
      int place = place(first + size - 1);
      newest[place(kinds[place])] = before[place];
      size--;
    }
  }

  /// Orders of the kind within the window before a time, and at it.
  int count(long kind, long now) {
    int count = 0;
    long number = newest[place(kind)] - 1;
    while (number >= first) {
      int place = place(number);
      if (kinds[place] == kind && isCounted(micros[place], now)) {
        count++;
      }
      number = before[place] - 1;
    }
    return count;
  }

  private boolean isCounted(long at, long now) {
    return !isPast(at, now) && at <= now + AHEAD_MICROS;
  }

  /// Whether an order of that time is too old to count at another time.
  boolean isPast(long at, long now) {
    return at <= now - windowMicros;
  }

  /// Orders that are held.
  int size() {
    return size;
  }

  private void dropOldest() {
    first++;
    size--;
  }

  /// Of a number in the ring, and of the newest in the chain of a kind.
  private int place(long bits) {
    return (int) bits & kinds.length - 1;
  }

  private void grow() {
    long[] oldKinds = kinds;
    long[] oldMicros = micros;
    kinds = new long[2 * oldKinds.length];
    micros = new long[kinds.length];
    before = new long[kinds.length];
    newest = new long[kinds.length];
    for (int i = 0; i < size; i++) {
      int old = (int) (first + i) & oldKinds.length - 1;
      put(first + i, oldKinds[old], oldMicros[old]);
    }
  }
}
