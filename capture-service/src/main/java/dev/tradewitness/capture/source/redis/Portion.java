package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.redis.RedisEntry;
import java.util.List;

/// How many entries are asked for at once: Redis counts entries, memory counts bytes, so the
/// largest of those before decides, and the number at most doubles. For one stream.
final class Portion {

  private final int max;
  private final long bytesMax;
  private int next = 1;

  Portion(int max, long bytesMax) {
    this.max = max;
    this.bytesMax = bytesMax;
  }

  int next() {
    return next;
  }

  void was(List<RedisEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    long largest = 1;
    for (RedisEntry entry : entries) {
      largest = Math.max(largest, entry.bytes());
    }
    next = Math.clamp(Math.min(2L * next, bytesMax / largest), 1, max);
  }

  /// Begins anew: perhaps it was the size that failed.
  void reset() {
    next = 1;
  }
}
