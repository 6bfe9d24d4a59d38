package dev.tradewitness.authorize.exposure;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Finds rows by a hash: open addressing, linear probing. Takes 6 to 12 bytes a row.
///
/// The rows with a hash, and some with others, are met by `for (int slot = first(hash); row(slot)
/// > = 0; slot = next(slot))`.
final class RowTable {

  // Many small tables, so that growing one stops the lane for a moment only. The upper bits of a
  // slot and of a hash name the table.
  private static final int TABLES = 16;
  private static final int TABLE_SHIFT = 28;
  private static final int SLOT_MASK = (1 << TABLE_SHIFT) - 1;

  // Rows plus one; zero is empty.
  private final int[][] tables;
  // True for tables that a copy may read as well; they are copied before they change.
  private final boolean[] shared;
  private final int[] sizes;
  private int size;

  RowTable() {
    this(new int[TABLES][8], new boolean[TABLES], new int[TABLES]);
  }

  private RowTable(int[][] tables, boolean[] shared, int[] sizes) {
    this.tables = tables;
    this.shared = shared;
    this.sizes = sizes;
  }

  int size() {
    return size;
  }

  int first(int hash) {
    int table = hash >>> TABLE_SHIFT;
    return table << TABLE_SHIFT | hash & tables[table].length - 1;
  }

  int next(int slot) {
    int table = slot >>> TABLE_SHIFT;
    return table << TABLE_SHIFT | (slot & SLOT_MASK) + 1 & tables[table].length - 1;
  }

  /// The row in this slot, -1 when it is empty.
  int row(int slot) {
    return tables[slot >>> TABLE_SHIFT][slot & SLOT_MASK] - 1;
  }

  private void set(int slot, int row) {
    int table = slot >>> TABLE_SHIFT;
    if (shared[table]) {
      tables[table] = tables[table].clone();
      shared[table] = false;
    }
    tables[table][slot & SLOT_MASK] = row + 1;
  }

  /// @param hashOf gives the hash of any row in the table
  void add(int row, IntUnaryOperator hashOf) {
    int hash = hashOf.applyAsInt(row);
    int table = hash >>> TABLE_SHIFT;
    if (3 * (sizes[table] + 1) > 2 * tables[table].length) {
      grow(table, hashOf);
    }
    enter(hash, row);
    sizes[table]++;
    size++;
  }

  private void enter(int hash, int row) {
    int slot = first(hash);
    while (row(slot) >= 0) {
      slot = next(slot);
    }
    set(slot, row);
  }

  private void grow(int table, IntUnaryOperator hashOf) {
    int[] old = tables[table];
    tables[table] = new int[2 * old.length];
    shared[table] = false;
    for (int entry : old) {
      if (entry != 0) {
        enter(hashOf.applyAsInt(entry - 1), entry - 1);
      }
    }
  }

  /// Removes a row that is in the table.
  void remove(int row, IntUnaryOperator hashOf) {
    int hash = hashOf.applyAsInt(row);
    int hole = first(hash);
    while (row(hole) != row) {
      if (row(hole) < 0) {
        throw new IllegalStateException("row %d is not in the table".formatted(row));
      }
      hole = next(hole);
    }
    set(hole, -1);
    // Rows that probed past the hole move back, or they would not be found any more.
    for (int slot = next(hole); row(slot) >= 0; slot = next(slot)) {
      int home = first(hashOf.applyAsInt(row(slot)));
      boolean stays =
          Integer.compareUnsigned(hole, slot) <= 0
              ? isBetween(hole, home, slot)
              : !isBetween(slot, home, hole);
      if (!stays) {
        set(hole, row(slot));
        set(slot, -1);
        hole = slot;
      }
    }
    sizes[hash >>> TABLE_SHIFT]--;
    size--;
  }

  /// Low exclusive, high inclusive.
  private static boolean isBetween(int low, int slot, int high) {
    return Integer.compareUnsigned(low, slot) < 0 && Integer.compareUnsigned(slot, high) <= 0;
  }

  /// All rows, in no order.
  int[] rows() {
    int[] rows = new int[size];
    int count = 0;
    for (int[] table : tables) {
      for (int entry : table) {
        if (entry != 0) {
          rows[count++] = entry - 1;
        }
      }
    }
    return rows;
  }

  /// The same rows, which later changes here do not touch.
  RowTable copy() {
    Arrays.fill(shared, true);
    var copy = new RowTable(tables.clone(), shared.clone(), sizes.clone());
    copy.size = size;
    return copy;
  }

  long bytesHeld() {
    long bytes = 32 + 3 * 16 + 9 * TABLES;
    for (int[] table : tables) {
      bytes += 16 + 4L * table.length;
    }
    return bytes;
  }
}
