package dev.tradewitness.capture.source.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.decode.redis.EntryId;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import dev.tradewitness.capture.source.redis.StreamPlace.Finding;
import dev.tradewitness.capture.source.redis.StreamPlace.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Counting what was read and what was lost, against a stream that keeps its own books.
class StreamPlaceTest {

  private static final int ASKED = 5;

  private final Books stream = new Books();

  @Test
  void nothingIsMissingOfAStreamThatIsReadFromItsBeginning() {
    stream.add(3);
    StreamPlace place = StreamPlace.before(stream.look(EntryId.ZERO), "lane");

    assertThat(place.find(stream.look(EntryId.ZERO), ASKED)).isEqualTo(next(null, 1, null));
  }

  @Test
  void whatWasTrimmedBeforeTheFirstReadIsNotMissing() {
    stream.add(10);
    stream.trim(4);
    RedisLook look = stream.look(EntryId.ZERO);

    assertThat(StreamPlace.before(look, "lane").find(look, ASKED)).isEqualTo(next(null, 7, null));
  }

  @Test
  void whatIsReadAndThenTrimmedIsNotMissing() {
    StreamPlace place = readAll(new StreamPlace("lane", 0, EntryId.ZERO), 4);
    stream.trim(0);
    stream.add(2);

    assertThat(place.find(stream.look(place.cursor()), ASKED)).isEqualTo(next(null, 5, null));
  }

  @Test
  void whatIsTrimmedUnreadIsMissingBeforeTheRest() {
    StreamPlace place = readAll(new StreamPlace("lane", 0, EntryId.ZERO), 4);
    stream.add(10);
    stream.trim(3);

    assertThat(place.find(stream.look(place.cursor()), ASKED))
        .isEqualTo(next(new Missing(5, 11), 12, null));
  }

  @Test
  void whatIsDeletedUnreadIsMissingOnceAllIsRead() {
    StreamPlace place = readAll(new StreamPlace("lane", 0, EntryId.ZERO), 4);
    stream.add(3);
    stream.delete(6);

    RedisLook look = stream.look(place.cursor());
    Finding.Next found = next(null, 5, new Missing(7, 7));
    assertThat(place.find(look, ASKED)).isEqualTo(found);
    assertThat(place.past(look, found)).isEqualTo(new StreamPlace("lane", 7, id(7)));
  }

  @Test
  void aStreamThatIsTrimmedToNothingShowsWhatIsMissing() {
    StreamPlace place = readAll(new StreamPlace("lane", 0, EntryId.ZERO), 4);
    stream.add(3);
    stream.trim(0);

    assertThat(place.find(stream.look(place.cursor()), ASKED))
        .isEqualTo(next(new Missing(5, 7), 8, null));
  }

  @Test
  void aStreamThatTookLessThanWasReadIsAnotherOne() {
    StreamPlace place = readAll(new StreamPlace("lane", 0, EntryId.ZERO), 4);
    var made = new Books();
    made.add(2);

    assertThat(place.find(made.look(place.cursor()), ASKED)).isEqualTo(Finding.Anew.ANEW);
  }

  @RepeatedTest(200)
  void readAndMissingTogetherAreAllThatWasEverAdded(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    StreamPlace place = StreamPlace.before(stream.look(EntryId.ZERO), "lane");
    long read = 0;
    long missing = 0;
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> stream.add(random.nextInt(4));
        case 2 -> stream.trim(random.nextInt(10));
        case 3 -> stream.delete(1 + random.nextInt(1 + (int) stream.added));
        default -> {
          RedisLook look = stream.look(place.cursor());
          var next = (Finding.Next) place.find(look, ASKED);
          read += look.entries().size();
          missing += count(next.before()) + count(next.after());
          place = place.past(look, next);
        }
      }
    }
    RedisLook look = stream.look(place.cursor());
    while (!look.entries().isEmpty() || place.number() < stream.added) {
      var next = (Finding.Next) place.find(look, ASKED);
      read += look.entries().size();
      missing += count(next.before()) + count(next.after());
      place = place.past(look, next);
      look = stream.look(place.cursor());
    }
    assertThat(read + missing).isEqualTo(stream.added);
    assertThat(read).isEqualTo(stream.given);
  }

  private static long count(Missing missing) {
    return missing == null ? 0 : missing.last() - missing.first() + 1;
  }

  private StreamPlace readAll(StreamPlace from, int entries) {
    stream.add(entries);
    RedisLook look = stream.look(from.cursor());
    return from.past(look, (Finding.Next) from.find(look, ASKED));
  }

  private static Finding.Next next(Missing before, long first, Missing after) {
    return new Finding.Next(before, first, after);
  }

  private static EntryId id(long number) {
    return new EntryId(1_000 + number, 0);
  }

  /// A stream as Redis counts it.
  private static final class Books {
    private final TreeMap<EntryId, RedisEntry> entries = new TreeMap<>();
    private long added;
    private long given;

    void add(int count) {
      for (int i = 0; i < count; i++) {
        EntryId id = id(++added);
        entries.put(id, new RedisEntry("s", "s", id, List.of()));
      }
    }

    void trim(int length) {
      while (entries.size() > length) {
        entries.pollFirstEntry();
      }
    }

    void delete(long number) {
      entries.remove(id(number));
    }

    RedisLook look(EntryId after) {
      List<RedisEntry> found =
          new ArrayList<>(entries.tailMap(after, false).values())
              .subList(0, Math.min(ASKED, entries.tailMap(after, false).size()));
      given += found.size();
      return new RedisLook(
          added,
          entries.size(),
          added == 0 ? EntryId.ZERO : id(added),
          entries.isEmpty() ? null : entries.firstKey(),
          found);
    }
  }
}
