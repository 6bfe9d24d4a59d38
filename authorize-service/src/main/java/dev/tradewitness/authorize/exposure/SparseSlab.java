package dev.tradewitness.authorize.exposure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Objects beside the rows of a [Slab], known by the row's number. Most rows may have none: 256
/// neighbours without any take five bytes.
///
/// A copy shares its objects with the original until either changes them: 256 references are copied
/// then. So a copy costs the lane microseconds, however many objects there are.
///
/// @param <T> immutable, or safe to read beside the changes that its owner makes
final class SparseSlab<T> {

  private static final int CHUNK_ROWS = 256;

  // Stands for every chunk without objects, and is therefore always shared.
  private static final @Nullable Object[] NONE = new @Nullable Object[CHUNK_ROWS];

  private @Nullable Object[][] chunks;
  // True for chunks that a copy may read as well.
  private boolean[] shared;
  private int size;

  SparseSlab() {
    this(new @Nullable Object[0][], new boolean[0], 0);
  }

  private SparseSlab(@Nullable Object[][] chunks, boolean[] shared, int size) {
    this.chunks = chunks;
    this.shared = shared;
    this.size = size;
  }

  /// Objects that there are.
  int size() {
    return size;
  }

  @SuppressWarnings("unchecked") // only set puts objects in
  @Nullable T get(int row) {
    int chunk = row / CHUNK_ROWS;
    return chunk < chunks.length ? (T) chunks[chunk][row % CHUNK_ROWS] : null;
  }

  /// @param now null for none
  /// @return what the row had before
  @Nullable T set(int row, @Nullable T now) {
    T before = get(row);
    if (before == null && now == null) {
      return null;
    }
    chunkToChange(row / CHUNK_ROWS)[row % CHUNK_ROWS] = now;
    size += (now == null ? 0 : 1) - (before == null ? 0 : 1);
    return before;
  }

  private @Nullable Object[] chunkToChange(int chunk) {
    if (chunk >= chunks.length) {
      grow(Math.max(chunk + 1, 2 * chunks.length));
    }
    if (shared[chunk]) {
      chunks[chunk] = chunks[chunk].clone();
      shared[chunk] = false;
    }
    return chunks[chunk];
  }

  private void grow(int length) {
    int from = chunks.length;
    chunks = Arrays.copyOf(chunks, length);
    shared = Arrays.copyOf(shared, length);
    Arrays.fill(chunks, from, length, NONE);
    Arrays.fill(shared, from, length, true);
  }

  /// The same objects, which later changes here do not touch.
  SparseSlab<T> copy() {
    Arrays.fill(shared, true);
    return new SparseSlab<>(chunks.clone(), shared.clone(), size);
  }

  /// Heap that the references take, in bytes, without the objects.
  @SuppressWarnings("ReferenceEquality") // the one array that stands for many
  long bytesHeld() {
    long bytes = 32 + 16 + 16 + 5L * chunks.length;
    for (@Nullable Object[] chunk : chunks) {
      bytes += chunk == NONE ? 0 : 16 + 4L * CHUNK_ROWS;
    }
    return bytes;
  }
}
