package dev.tradewitness.authorize.exposure;

/// Finds all rows with one hash, however many share it: a chain of rows for each slot. Adding and
/// removing a row takes the same time whatever the length of its chain. Takes 4 to 8 bytes a row,
/// and the row's two links.
abstract class RowChains {

  // Many small tables, so that growing one stops the lane for a moment only. The upper bits of a
  // hash name the table.
  private static final int TABLES = 16;
  private static final int TABLE_SHIFT = 28;

  // The first row of each chain, plus one; zero is empty.
  private final int[][] tables = new int[TABLES][8];
  private final int[] sizes = new int[TABLES];

  abstract int hash(int row);

  /// The row after this one in its chain, plus one; zero when it is the last.
  abstract int next(int row);

  abstract void setNext(int row, int next);

  /// The row before this one in its chain, plus one; zero when it is the first.
  abstract int previous(int row);

  abstract void setPrevious(int row, int previous);

  /// The first row that may have this hash, plus one; zero when there is none. [#next] leads to the
  /// others.
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
    setPrevious(row, 0);
    setNext(row, second);
    if (second != 0) {
      setPrevious(second - 1, row + 1);
    }
    table[slot] = row + 1;
  }

  private void grow(int number) {
    int[] old = tables[number];
    tables[number] = new int[2 * old.length];
    for (int first : old) {
      for (int row = first; row != 0; ) {
        int next = next(row - 1);
        link(row - 1, hash(row - 1));
        row = next;
      }
    }
  }

  /// Removes a row that was added.
  void remove(int row) {
    int hash = hash(row);
    int previous = previous(row);
    int next = next(row);
    if (previous == 0) {
      int[] table = tables[hash >>> TABLE_SHIFT];
      table[hash & table.length - 1] = next;
    } else {
      setNext(previous - 1, next);
    }
    if (next != 0) {
      setPrevious(next - 1, previous);
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
