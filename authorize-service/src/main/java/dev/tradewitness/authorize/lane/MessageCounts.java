package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// How many new orders went out within the last second, by whose they are: RTS 6 art. 15(1)(d).
/// Exact to a tenth of a second, and never less: a count spans a whole second and the tenth that is
/// under way.
///
/// Time is what the rows say, so a replay counts the same. A time that lies more than half a second
/// ahead is of a clock that was set back since, and counts no more: it could stop the flow for as
/// long as the clock was wrong.
///
/// Holds only who sent an order within about three seconds, so its size is bounded by the rate.
/// Knows no lock.
final class MessageCounts<K> {

  private static final long TENTH_MICROS = 100_000;

  /// Tenths in a count: those of a second, and the one under way.
  private static final int COUNTED = 11;

  /// Tenths ahead that count still: rows of other lanes are stamped a little later or earlier.
  private static final int AHEAD = 5;

  /// Tenths that are told apart; a power of two.
  private static final int RING = 16;

  /// Those of one owner.
  private static final class Window {
    private final long[] tenths = new long[RING];
    private final int[] counts = new int[RING];

    Window() {
      Arrays.fill(tenths, Long.MIN_VALUE);
    }

    void add(long tenth) {
      int place = place(tenth);
      if (tenths[place] != tenth) {
        tenths[place] = tenth;
        counts[place] = 0;
      }
      counts[place]++;
    }

    void remove(long tenth) {
      int place = place(tenth);
      if (tenths[place] == tenth && counts[place] > 0) {
        counts[place]--;
      }
    }

    int count(long now) {
      int sum = 0;
      for (int i = 0; i < RING; i++) {
        if (isCounted(tenths[i], now)) {
          sum += counts[i];
        }
      }
      return sum;
    }

    /// Whether any of its orders is of about that time.
    boolean hasAnyNear(long now) {
      for (int i = 0; i < RING; i++) {
        if (counts[i] > 0 && isNear(tenths[i], now)) {
          return true;
        }
      }
      return false;
    }

    private static int place(long tenth) {
      return (int) tenth & RING - 1;
    }
  }

  /// Told of each order that is counted.
  @FunctionalInterface
  interface Each<K> {

    void counted(K owner, long micros, int orders);
  }

  private final Map<K, Window> windows = new HashMap<>();
  private long tidied;

  private static long tenth(long micros) {
    return Math.floorDiv(micros, TENTH_MICROS);
  }

  private static boolean isCounted(long tenth, long now) {
    return tenth > now - COUNTED && tenth <= now + AHEAD;
  }

  private static boolean isNear(long tenth, long other) {
    return Math.abs(tenth - other) <= RING;
  }

  /// Whether an order of that time is too old to count at another time.
  static boolean isPast(long micros, long nowMicros) {
    return tenth(micros) <= tenth(nowMicros) - COUNTED;
  }

  /// Whether an order of that time counts at another time.
  static boolean counts(long micros, long nowMicros) {
    return isCounted(tenth(micros), tenth(nowMicros));
  }

  /// @param micros when the order was decided, microseconds since 1970
  void add(K owner, long micros) {
    long now = tenth(micros);
    if (windows.isEmpty()) {
      tidied = now;
    } else if (!isNear(tidied, now)) {
      windows.values().removeIf(window -> !window.hasAnyNear(now));
      tidied = now;
    }
    windows.computeIfAbsent(owner, _ -> new Window()).add(now);
  }

  /// Takes an order back. One that is counted no more is none.
  void remove(K owner, long micros) {
    Window window = windows.get(owner);
    if (window != null) {
      window.remove(tenth(micros));
    }
  }

  /// Orders within the second before a time, and at it.
  int count(K owner, long nowMicros) {
    Window window = windows.get(owner);
    return window == null ? 0 : window.count(tenth(nowMicros));
  }

  void forEach(Each<? super K> each) {
    windows.forEach((owner, window) -> {
      for (int i = 0; i < RING; i++) {
        if (window.counts[i] > 0) {
          each.counted(owner, window.tenths[i] * TENTH_MICROS, window.counts[i]);
        }
      }
    });
  }

  /// Owners that are held.
  int size() {
    return windows.size();
  }

  void clear() {
    windows.clear();
  }
}
