package dev.tradewitness.authorize.exposure;

import java.util.Arrays;

/// Rows of a fixed number of longs, known by their place. Rows that were freed are used again, so
/// an entry costs no object and nothing moves when there are more of them.
///
/// A copy shares its rows with the original until either changes them: 256 rows are copied then. So
/// a copy costs the lane microseconds, and each change after it a few at most.
final class Slab {

  private static final int CHUNK_ROWS = 256;

  private final int width;
  private long[][] chunks;
  // True for chunks that a copy may read as well.
  private boolean[] shared;
  private int rows;
  // The row freed last, plus one; a freed row's first long leads to the one freed before.
  private int freed;

  /// @param width longs in a row
  Slab(int width) {
    this(width, new long[4][], new boolean[4], 0, 0);
  }

  private Slab(int width, long[][] chunks, boolean[] shared, int rows, int freed) {
    this.width = width;
    this.chunks = chunks;
    this.shared = shared;
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
      shared = Arrays.copyOf(shared, chunks.length);
    }
    if (rows % CHUNK_ROWS == 0) {
      chunks[rows / CHUNK_ROWS] = new long[width * CHUNK_ROWS];
    }
    return rows++;
  }

  void free(int row) {
    int from = at(row, 0);
    Arrays.fill(chunkToChange(row), from, from + width, 0);
    set(row, 0, freed);
    freed = row + 1;
  }

  long get(int row, int field) {
    return chunk(row)[at(row, field)];
  }

  void set(int row, int field, long value) {
    chunkToChange(row)[at(row, field)] = value;
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

  private long[] chunkToChange(int row) {
    int chunk = row / CHUNK_ROWS;
    if (shared[chunk]) {
      chunks[chunk] = chunks[chunk].clone();
      shared[chunk] = false;
    }
    return chunks[chunk];
  }

  private int at(int row, int field) {
    return row % CHUNK_ROWS * width + field;
  }

  /// The same rows, which later changes here do not touch.
  Slab copy() {
    Arrays.fill(shared, 0, usedChunks(), true);
    return new Slab(width, chunks.clone(), shared.clone(), rows, freed);
  }

  private int usedChunks() {
    return (rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
  }

  /// Heap that the rows take, in bytes, freed ones included.
  long bytesHeld() {
    long used = usedChunks();
    return 40
        + 16
        + 4L * chunks.length
        + 16
        + chunks.length
        + used * (16 + 8L * width * CHUNK_ROWS);
  }
}
