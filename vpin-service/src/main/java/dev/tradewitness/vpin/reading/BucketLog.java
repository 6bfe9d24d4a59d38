package dev.tradewitness.vpin.reading;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The buckets of one pair in the order in which they closed, as they are stored: in chunks, of
/// which only the last one still changes. A save therefore writes what closed since the last one
/// and at most one chunk more, however long the window and the history are.
///
/// The chunks of a window and its history are enough to compute both again; a chunk that is not
/// needed for that any more is overwritten. What the chunks hold depends on the trades alone, not
/// on when they were saved. Not for use by several threads.
final class BucketLog {

  /// Runs in a chunk: small enough to be rewritten at each poll, large enough that a window with
  /// its history has few of them.
  static final int RUNS = 64;

  /// The first byte of a chunk. Other numbers are other formats.
  private static final byte FORMAT = 1;

  /// Set in a run that is followed by how often it repeats. An imbalance uses 49 bits.
  private static final long REPEATED = Long.MIN_VALUE;

  private static final int RUN_BYTES_MAX = 16;

  private final int slots;
  private final ArrayDeque<BucketChunk> full = new ArrayDeque<>();

  private long number;
  private long firstBucket;
  private int runs;
  private ByteBuffer open = ByteBuffer.allocate(1 + 4 * 8).put(FORMAT);
  private boolean changed;

  /// @param buckets how many of the last buckets have to be kept
  BucketLog(int buckets) {
    // One more than they fill, since the last one may hold a single run.
    slots = (buckets + RUNS - 1) / RUNS + 1;
  }

  /// `times` buckets closed one after the other.
  ///
  /// @param imbalance of each, at least 0 and below 2^63
  /// @param before buckets that closed before them
  void append(long imbalance, long times, long before) {
    if (runs == RUNS) {
      full.add(openChunk());
      if (full.size() == slots) {
        full.removeFirst();
      }
      number++;
      runs = 0;
      open.clear().put(FORMAT);
    }
    if (runs == 0) {
      firstBucket = before;
    }
    if (open.remaining() < RUN_BYTES_MAX) {
      open = ByteBuffer.allocate(2 * open.capacity()).put(open.flip());
    }
    if (times == 1) {
      open.putLong(imbalance);
    } else {
      open.putLong(imbalance | REPEATED).putLong(times);
    }
    runs++;
    changed = true;
  }

  /// What is to be stored since the last [#saved()], in order.
  List<BucketChunk> changed() {
    var chunks = new ArrayList<>(full);
    if (changed) {
      chunks.add(openChunk());
    }
    return chunks;
  }

  /// What [#changed()] gave is stored.
  void saved() {
    full.clear();
    changed = false;
  }

  private BucketChunk openChunk() {
    return new BucketChunk(
        (int) (number % slots), number, firstBucket, Arrays.copyOf(open.array(), open.position()));
  }

  /// Takes runs of one imbalance.
  interface Runs {
    void run(long imbalance, long times);
  }

  /// Gives the runs of a chunk, in order.
  static void read(BucketChunk chunk, Runs taker) {
    ByteBuffer in = ByteBuffer.wrap(chunk.runs());
    StateFormatException.require("bucket chunk", FORMAT, in.get());
    while (in.hasRemaining()) {
      long run = in.getLong();
      taker.run(run & ~REPEATED, run < 0 ? in.getLong() : 1);
    }
  }

  /// Goes on after the last chunk that is stored.
  void resume(BucketChunk last) {
    number = last.number();
    firstBucket = last.firstBucket();
    read(last, (imbalance, times) -> runs++);
    open = ByteBuffer.allocate(last.runs().length + RUN_BYTES_MAX).put(last.runs());
  }
}
