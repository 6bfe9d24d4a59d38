package dev.tradewitness.authorize.exposure;

import java.util.Arrays;

/// Rows of a fixed number of longs, known by their place. Rows that were freed are used again, so
/// an entry costs no object and nothing moves when there are more of them.
final class Slab {

  private static final int CHUNK_ROWS = 256;

  private final int width;
  private long[][] chunks;
  private int rows;
  // The row freed last, plus one; a freed row's first long leads to the one freed before.
  private int freed;

  /// @param width longs in a row
  Slab(int width) {
    this(width, new long[4][], 0, 0);
  }

  private Slab(int width, long[][] chunks, int rows, int freed) {
    this.width = width;
    this.chunks = chunks;
    this.rows = rows;
    this.freed = freed;
  }

  /// A new row, all zero.
  int allocate() {
    if (freed != 0) {
      int row = freed - 1;
      freed = (int) get(row, 0);
      set(row, 0, 0);
      return row;
    }
    if (rows == chunks.length * CHUNK_ROWS) {
      chunks = Arrays.copyOf(chunks, 2 * chunks.length);
    }
    if (rows % CHUNK_ROWS == 0) {
      chunks[rows / CHUNK_ROWS] = new long[width * CHUNK_ROWS];
    }
    return rows++;
  }

  void free(int row) {
    int from = at(row, 0);
    Arrays.fill(chunk(row), from, from + width, 0);
    set(row, 0, freed);
    freed = row + 1;
  }

  long get(int row, int field) {
    return chunk(row)[at(row, field)];
  }

  void set(int row, int field, long value) {
    chunk(row)[at(row, field)] = value;
  }

  /// Every row is below this number. Freed rows among them are zero but for their first long.
  int count() {
    return rows;
  }

  /// The upper 32 bits of a field.
  int high(int row, int field) {
    return (int) (get(row, field) >>> 32);
  }

  /// The lower 32 bits of a field.
  int low(int row, int field) {
    return (int) get(row, field);
  }

  void setHigh(int row, int field, int value) {
    setBoth(row, field, value, low(row, field));
  }

  void setLow(int row, int field, int value) {
    setBoth(row, field, high(row, field), value);
  }

  void setBoth(int row, int field, int high, int low) {
    set(row, field, (long) high << 32 | low & 0xFFFF_FFFFL);
  }

  private long[] chunk(int row) {
    return chunks[row / CHUNK_ROWS];
  }

  private int at(int row, int field) {
    return row % CHUNK_ROWS * width + field;
  }

  /// The same rows, which later changes here do not touch.
  Slab copy() {
    long[][] copies = new long[chunks.length][];
    for (int i = 0; i * CHUNK_ROWS < rows; i++) {
      copies[i] = chunks[i].clone();
    }
    return new Slab(width, copies, rows, freed);
  }

  /// Heap that the rows take, in bytes, freed ones included.
  long bytesHeld() {
    long used = ((long) rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
    return 32 + 16 + 4L * chunks.length + used * (16 + 8L * width * CHUNK_ROWS);
  }
}
