package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.redis.EntryId;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream at one moment, and what was read of it at that very moment.
///
/// @param added how many entries it ever took (`entries-added`)
/// @param length how many it still has
/// @param last the highest id it ever took (`last-generated-id`)
/// @param first the first entry that it still has; null when it has none
/// @param entries what the group had not been given before, in order
record RedisLook(
    long added, long length, EntryId last, @Nullable EntryId first, List<RedisEntry> entries) {}
