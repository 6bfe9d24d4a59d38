package dev.tradewitness.capture.sources;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What keeps sources from being read now, and since when. Told by their doors, which go on trying.
public final class SourceTroubles {

  private final ConcurrentMap<String, Trouble> now = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public SourceTroubles(InstantSource clock) {
    this.clock = clock;
  }

  /// @param source as events name it, for example `redis:orders`; a door's name when it is about
  ///   all of the door's sources
  /// @param reason one of a few fixed words: what a server answers may quote secrets
  /// @param since when the source could first not be read; another reason does not begin it anew
  public record Trouble(String source, String reason, Instant since) {}

  /// @return whether it is news: there was no trouble, or one of another reason
  public boolean began(String source, String reason) {
    Instant at = clock.instant();
    Trouble[] before = new Trouble[1];
    now.compute(
        source,
        (_, known) -> {
          before[0] = known;
          return new Trouble(source, reason, known == null ? at : known.since);
        });
    return before[0] == null || !before[0].reason.equals(reason);
  }

  /// The source is read, or no longer named.
  ///
  /// @return whether there was a trouble
  public boolean ended(String source) {
    return now.remove(source) != null;
  }

  /// In the order of the sources' names.
  public List<Trouble> now() {
    return now.values().stream().sorted(Comparator.comparing(Trouble::source)).toList();
  }
}
