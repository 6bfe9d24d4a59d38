package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.KeyedHash;

/// Finds open orders by their id alone, however many share it: a chain of rows for each slot.
/// Adding and removing a row takes the same time whatever the length of its chain. Takes 4 to 8
/// bytes a row, and the row's two links.
final class RowChains {

  // Many small tables, so that growing one stops the lane for a moment only. The upper bits of a
  // hash name the table.
  private static final int TABLES = 16;
  private static final int TABLE_SHIFT = 28;

  // The first row of each chain, plus one; zero is empty.
  private final int[][] tables = new int[TABLES][8];
  private final int[] sizes = new int[TABLES];

  private final OrderRows rows;
  private final KeyedHash hash;

  RowChains(OrderRows rows, KeyedHash hash) {
    this.rows = rows;
    this.hash = hash;
  }

  private int hash(int row) {
    return (int) rows.idHash(row, hash);
  }

  /// The first row that may have this hash, plus one; zero when there is none. [OrderRows#next]
  /// leads to the others.
  int first(int hash) {
    int[] table = tables[hash >>> TABLE_SHIFT];
    return table[hash & table.length - 1];
  }

  void add(int row) {
    int hash = hash(row);
    int number = hash >>> TABLE_SHIFT;
    if (++sizes[number] > tables[number].length) {
      grow(number);
    }
    link(row, hash);
  }

  private void link(int row, int hash) {
    int[] table = tables[hash >>> TABLE_SHIFT];
    int slot = hash & table.length - 1;
    int second = table[slot];
    rows.setPrevious(row, 0);
    rows.setNext(row, second);
    if (second != 0) {
      rows.setPrevious(second - 1, row + 1);
    }
    table[slot] = row + 1;
  }

  private void grow(int number) {
    int[] old = tables[number];
    tables[number] = new int[2 * old.length];
    for (int first : old) {
      for (int row = first; row != 0; ) {
        int next = rows.next(row - 1);
        link(row - 1, hash(row - 1));
        row = next;
      }
    }
  }

  /// Removes a row that was added.
  void remove(int row) {
    int hash = hash(row);
    int previous = rows.previous(row);
    int next = rows.next(row);
    if (previous == 0) {
      int[] table = tables[hash >>> TABLE_SHIFT];
      table[hash & table.length - 1] = next;
    } else {
      rows.setNext(previous - 1, next);
    }
    if (next != 0) {
      rows.setPrevious(next - 1, previous);
    }
    sizes[hash >>> TABLE_SHIFT]--;
  }

  long bytesHeld() {
    long bytes = 24 + 2 * 16 + 8 * TABLES;
    for (int[] table : tables) {
      bytes += 16 + 4L * table.length;
    }
    return bytes;
  }
}
