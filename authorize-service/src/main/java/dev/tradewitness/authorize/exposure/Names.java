package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.KeyedHash;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Each name once, known by its row, for as long as it is used. A name of up to 24 characters takes
/// 40 to 60 bytes.
final class Names {

  // Fields of a row: hash and uses; text and length; what is counted for the name and linked to it.
  private static final int USES = 0;
  private static final int TEXT = 1;
  private static final int LINK = 2;

  private final KeyedHash hash;
  private final Slab rows;
  private final Texts texts;
  private final RowTable table;
  private final IntUnaryOperator hashOf;
  // One order asks for its names a dozen times in a row; only the first time searches.
  private @Nullable String newest;
  private int newestHash;
  private int newestRow;

  Names(KeyedHash hash) {
    this(hash, new Slab(3), new Texts(), new RowTable());
  }

  private Names(KeyedHash hash, Slab rows, Texts texts, RowTable table) {
    this.hash = hash;
    this.rows = rows;
    this.texts = texts;
    this.table = table;
    this.hashOf = row -> rows.high(row, USES);
  }

  int size() {
    return table.size();
  }

  /// The name's row, or -1.
  int find(String name) {
    if (!name.equals(newest)) {
      newestHash = (int) hash.of(name);
      newestRow = search(name, newestHash);
      newest = name;
    }
    return newestRow;
  }

  private int search(String name, int hashed) {
    byte[] text = Texts.utf8(name);
    for (int slot = table.first(hashed); table.row(slot) >= 0; slot = table.next(slot)) {
      int row = table.row(slot);
      if (rows.high(row, USES) == hashed
          && texts.is(rows.high(row, TEXT), rows.low(row, TEXT), text)) {
        return row;
      }
    }
    return -1;
  }

  /// Counts one more use of a name, which may be new.
  ///
  /// @return the name's row
  int use(String name) {
    int row = find(name);
    if (row < 0) {
      row = rows.allocate();
      rows.setBoth(row, USES, newestHash, 0);
      byte[] text = Texts.utf8(name);
      rows.setBoth(row, TEXT, texts.add(text), text.length);
      table.add(row, hashOf);
      newestRow = row;
    }
    rows.setLow(row, USES, rows.low(row, USES) + 1);
    return row;
  }

  /// Counts one use less; a name without uses is forgotten.
  void release(int row) {
    int uses = rows.low(row, USES) - 1;
    rows.setLow(row, USES, uses);
    if (uses == 0) {
      newest = row == newestRow ? null : newest;
      table.remove(row, hashOf);
      texts.remove(rows.high(row, TEXT), rows.low(row, TEXT));
      rows.free(row);
    }
  }

  String get(int row) {
    return texts.get(rows.high(row, TEXT), rows.low(row, TEXT));
  }

  /// What the owner linked to the name; 0 at first.
  int link(int row) {
    return rows.low(row, LINK);
  }

  void setLink(int row, int link) {
    rows.setLow(row, LINK, link);
  }

  /// What the owner counts for the name; 0 at first.
  int count(int row) {
    return rows.high(row, LINK);
  }

  void addCount(int row, int change) {
    rows.setHigh(row, LINK, count(row) + change);
  }

  /// All names' rows, in no order.
  int[] rows() {
    return table.rows();
  }

  /// Every name's row is below this number; a name keeps its row for as long as it is used.
  int rowsMax() {
    return rows.count();
  }

  Names copy() {
    return new Names(hash, rows.copy(), texts.copy(), table.copy());
  }

  long bytesHeld() {
    return 48 + 16 + rows.bytesHeld() + texts.bytesHeld() + table.bytesHeld();
  }
}
