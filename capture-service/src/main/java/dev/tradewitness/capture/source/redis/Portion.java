package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.redis.RedisEntry;
import java.util.List;

/// How many entries are asked for at once: Redis counts entries, memory counts bytes, so the last
/// ones' size decides. For one stream.
final class Portion {

  private static final int FIRST = 50;

  private final int max;
  private final long bytesMax;
  private int next;

  Portion(int max, long bytesMax) {
    this.max = max;
    this.bytesMax = bytesMax;
    this.next = Math.min(FIRST, max);
  }

  int next() {
    return next;
  }

  void was(List<RedisEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (RedisEntry entry : entries) {
      bytes += entry.bytes();
    }
    next = Math.clamp(bytesMax * entries.size() / Math.max(1, bytes), 1, max);
  }
}
