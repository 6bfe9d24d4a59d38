package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.sources.SourceTroubles;
import org.jspecify.annotations.Nullable;

/// What `/health` says of one stream: why Redis does not give it, and nothing of a database that
/// does not take it. For the stream's reader alone.
final class RedisStanding {

  private final SourceTroubles troubles;
  private final String source;

  /// What was told last; null once it is over.
  private @Nullable RedisTrouble told;

  private Reached reached = Reached.NOTHING;

  RedisStanding(SourceTroubles troubles, String source) {
    this.troubles = troubles;
    this.source = source;
  }

  /// How far Redis let the reader, since it began anew.
  private enum Reached {
    NOTHING,
    CONNECTION,
    ENTRIES
  }

  void beginsAnew() {
    reached = Reached.NOTHING;
  }

  void connected() {
    reached = Reached.CONNECTION;
  }

  /// Every command that reads entries was let through.
  void read() {
    reached = Reached.ENTRIES;
  }

  /// Nothing is wrong with the stream.
  void readable() {
    troubles.ended(source);
    told = null;
  }

  /// Reading ended. Where Redis is not to blame, a trouble of before is over as far as Redis has
  /// shown since: it may never be asked for more while the database is away.
  void failed(RuntimeException e) {
    RedisTrouble named = RedisTrouble.of(e);
    if (named != null) {
      told = named;
      troubles.began(source, named.name());
    } else if (e instanceof NotStoredException || isOver()) {
      readable();
    }
  }

  private boolean isOver() {
    return switch (reached) {
      case NOTHING -> false;
      case CONNECTION -> told != null && told.isOfConnection();
      case ENTRIES -> true;
    };
  }
}
