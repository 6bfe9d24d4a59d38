package dev.tradewitness.authorize.lane;

/// How much all lanes together keep in memory, and the heap that it takes. Immutable.
///
/// @param openOrders orders that hold a reservation
/// @param holdings pairs of an account and a symbol with anything open or held; an account has one
///   or more, so accounts are bounded with them
/// @param rememberedIds decided orders of which a repetition is recognized; the sets of accounts of
///   which ids were forgotten are bounded with them
/// @param executions executions of open and recently closed orders, by which a repetition is
///   recognized; an order with any counts as five more
/// @param recentOrders decisions kept as objects to answer repetitions without reading
/// @param forgottenIds forgotten orders of the idempotency window that filters tell from new ones;
///   beyond it filters get coarser, and more new orders are looked up in the journal
public record StateBounds(
    int openOrders,
    int holdings,
    int rememberedIds,
    int executions,
    int recentOrders,
    int forgottenIds) {

  /// With an id of up to 24 characters and amounts of up to 63 bits; executions come on top.
  static final int OPEN_ORDER_BYTES = 160;

  /// A holding that is its account's only one, with names of up to 24 characters.
  static final int HOLDING_BYTES = 250;

  static final int REMEMBERED_ID_BYTES = 24;

  static final int EXECUTION_BYTES = 40;

  /// A decision with its row and the closed order that may belong to it; estimated.
  static final int RECENT_ORDER_BYTES = 2048;

  /// Of an account in the sets of those of which ids were forgotten, see [ForgottenClients].
  static final int FORGOTTEN_CLIENT_BYTES = 4;

  private static final int IDS_PER_FORGOTTEN_CLIENT = 8;

  private static final int RECENT_ORDERS = 1024;

  /// Of a Bloom filter, see [ForgottenFilter].
  static final int FORGOTTEN_ID_BYTES = ForgottenFilter.BITS_PER_KEY / Byte.SIZE;

  /// The other half is for requests, libraries and the collector's room.
  private static final int HEAP_PER_STATE = 2;

  private static final int TOLERATED_MORE = 65_536;

  private static final long MIB = 1024 * 1024;

  public StateBounds {
    if (openOrders < 1
        || holdings < 1
        || rememberedIds < 1
        || executions < 1
        || recentOrders < 0
        || forgottenIds < 1) {
      throw new IllegalArgumentException(
          ("each bound is above zero, got %d open orders, %d holdings, %d ids, %d executions,"
                  + " %d recent orders, %d forgotten ids")
              .formatted(
                  openOrders, holdings, rememberedIds, executions, recentOrders, forgottenIds));
    }
  }

  /// Accounts in all lanes' sets of those of which ids were forgotten; an account counts once for
  /// each set that it is in. Beyond it a set means any account.
  ///
  /// @param rememberedIds bound of all lanes
  static int forgottenClients(int rememberedIds) {
    return rememberedIds / IDS_PER_FORGOTTEN_CLIENT;
  }

  /// What a heap of this size takes: an open order, a holding, ten ids and six executions for each
  /// 2 KiB of heap. A heap of 2 GiB takes a million open orders. Filters of forgotten ids take what
  /// is left of the state's half. Recent orders are few whatever the heap: kept for seconds, each
  /// would outlive several young collections and be copied by every one of them.
  static StateBounds ofHeap(long maxHeapBytes) {
    long units = maxHeapBytes / 2048;
    var withoutFilters =
        new StateBounds(
            bounded(units),
            bounded(units),
            bounded(units * 10),
            bounded(units * 6),
            Math.min(RECENT_ORDERS, bounded(maxHeapBytes / 65_536)),
            1);
    return withoutFilters.withFiltersFor(maxHeapBytes);
  }

  /// These bounds, with filters of forgotten ids in all that they leave of the state's half.
  StateBounds withFiltersFor(long maxHeapBytes) {
    long left = maxHeapBytes / HEAP_PER_STATE - (bytes() - filterBytes());
    return new StateBounds(
        openOrders,
        holdings,
        rememberedIds,
        executions,
        recentOrders,
        bounded(left / FORGOTTEN_ID_BYTES));
  }

  /// Heap for the filters of forgotten ids of all lanes.
  long filterBytes() {
    return (long) forgottenIds * FORGOTTEN_ID_BYTES;
  }

  private static int bounded(long count) {
    return Math.clamp(count, 1, Integer.MAX_VALUE);
  }

  /// What may be held where a bound was exceeded by what arrived before that was noticed.
  static long tolerated(int bound) {
    return bound + bound / 4L + TOLERATED_MORE;
  }

  /// Heap that the state takes when every bound is reached.
  long bytes() {
    return (long) openOrders * OPEN_ORDER_BYTES
        + (long) holdings * HOLDING_BYTES
        + (long) rememberedIds * REMEMBERED_ID_BYTES
        + (long) forgottenClients(rememberedIds) * FORGOTTEN_CLIENT_BYTES
        + (long) executions * EXECUTION_BYTES
        + (long) recentOrders * RECENT_ORDER_BYTES
        + filterBytes();
  }

  /// Half of the heap may hold state.
  ///
  /// @throws IllegalStateException naming the bounds and the heap when they do not fit
  void requireHeap(long maxHeapBytes) {
    if (bytes() > maxHeapBytes / HEAP_PER_STATE) {
      throw new IllegalStateException(
          ("%d open orders, %d holdings, %d remembered ids, %d executions, %d recent orders and %d"
                  + " forgotten ids take %d MiB, but half of the heap of %d MiB is %d MiB: lower the"
                  + " bounds or raise the heap")
              .formatted(
                  openOrders,
                  holdings,
                  rememberedIds,
                  executions,
                  recentOrders,
                  forgottenIds,
                  Math.ceilDiv(bytes(), MIB),
                  maxHeapBytes / MIB,
                  maxHeapBytes / HEAP_PER_STATE / MIB));
    }
  }
}
