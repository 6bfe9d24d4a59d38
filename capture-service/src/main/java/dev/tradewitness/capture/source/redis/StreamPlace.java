package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.redis.EntryId;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import org.jspecify.annotations.Nullable;

/// How far a stream is read. Entries are counted as Redis counts them: the number of an entry is
/// how many the stream had taken with it. Counts show what was trimmed or deleted before it was
/// read; ids do not.
///
/// @param lane the stream since it was made
/// @param number of the last entry that is read or known to be missing
/// @param cursor the id of the last entry that is read
record StreamPlace(String lane, long number, EntryId cursor) {

  /// Before everything that a stream has.
  static StreamPlace before(RedisLook look, String lane) {
    return new StreamPlace(lane, look.added() - look.length(), EntryId.ZERO);
  }

  /// Numbers that will never be read.
  record Missing(long first, long last) {}

  /// What a look means.
  sealed interface Finding {

    /// It is another stream of the same name, or an older state of the same one.
    enum Anew implements Finding {
      ANEW
    }

    /// @param before what is missing before the entries
    /// @param first number of the first entry
    /// @param after what is missing behind them: it is known once all is read
    record Next(@Nullable Missing before, long first, @Nullable Missing after) implements Finding {}
  }

  /// @param asked how many entries were asked for
  Finding find(RedisLook look, int asked) {
    if (look.added() < number || cursor.isAfter(look.last())) {
      return Finding.Anew.ANEW;
    }
    long before = number;
    if (look.first() == null || look.first().isAfter(cursor)) {
      // All that it still has is unread, so all that was added before it is gone.
      before = look.added() - look.length();
      if (before < number) {
        return Finding.Anew.ANEW;
      }
    }
    long end = before + look.entries().size();
    if (end > look.added()) {
      return Finding.Anew.ANEW;
    }
    boolean all = look.entries().size() < asked;
    return new Finding.Next(
        before > number ? new Missing(number + 1, before) : null,
        before + 1,
        all && look.added() > end ? new Missing(end + 1, look.added()) : null);
  }

  /// The place once everything that was found is stored.
  StreamPlace past(RedisLook look, Finding.Next next) {
    long end = next.first() - 1 + look.entries().size();
    RedisEntry last = look.entries().isEmpty() ? null : look.entries().getLast();
    return new StreamPlace(
        lane, next.after() == null ? end : next.after().last(), last == null ? cursor : last.id());
  }
}
