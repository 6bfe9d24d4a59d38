package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCountsTest {

  private static final long SECOND = 1_000_000;
  private static final long NOON = 1_700_000_000_000_000L;

  private record Sent(String owner, long micros) {}

  /// Against every order kept for ever: a count has all of the last second and nothing that is
  /// older than 1.1 s.
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void aCountHasTheWholeSecondAndAtMostATenthMore(long seed) {
    var random = new Random(seed);
    var counts = new MessageCounts<String>();
    List<Sent> all = new ArrayList<>();
    long now = NOON;
    for (int step = 0; step < 20_000; step++) {
      now += random.nextInt(4) == 0 ? random.nextInt(400_000) : random.nextInt(10_000);
      String owner = "o" + random.nextInt(5);
      int count = counts.count(owner, now);
      assertThat((long) count)
          .as("seed %d, step %d", seed, step)
          .isBetween(
              sent(all, owner, now - SECOND, now), sent(all, owner, now - SECOND - 100_000, now));
      counts.add(owner, now);
      all.add(new Sent(owner, now));
      if (random.nextInt(5) == 0) {
        Sent taken = all.removeLast();
        counts.remove(taken.owner, taken.micros);
      }
    }
  }

  private static long sent(List<Sent> all, String owner, long after, long upTo) {
    return all.reversed().stream()
        .takeWhile(sent -> sent.micros > after - SECOND)
        .filter(sent -> sent.owner.equals(owner) && sent.micros > after && sent.micros <= upTo)
        .count();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "999999, 1",
    "1000000, 1",
    "1100000, 0",
    "-100000, 1",
    "-500000, 1",
    "-600000, 0",
    "-3600000000, 0",
    "3600000000, 0",
  })
  void whatCountsAtATime(long later, int counted) {
    var counts = new MessageCounts<String>();
    counts.add("a", NOON);
    assertThat(counts.count("a", NOON + later)).isEqualTo(counted);
    assertThat(MessageCounts.counts(NOON, NOON + later)).isEqualTo(counted == 1);
  }

  @Test
  void aClockThatWasSetBackStopsNobodyForLonger() {
    var counts = new MessageCounts<String>();
    for (int i = 0; i < 100; i++) {
      counts.add("a", NOON + 3_600 * SECOND);
    }
    assertThat(counts.count("a", NOON)).isZero();
    counts.add("a", NOON);
    assertThat(counts.count("a", NOON)).isOne();
  }

  @Test
  void whoSentNothingLatelyIsNotHeld() {
    var counts = new MessageCounts<String>();
    for (int i = 0; i < 100_000; i++) {
      counts.add("a" + i, NOON + i * 1_000L);
    }
    // 1,000 a second.
    assertThat(counts.size()).isLessThan(3_500);
    counts.remove("a0", NOON);
    assertThat(counts.count("a0", NOON)).isZero();
  }

  @Test
  void whatIsTakenOverCountsTheSame() {
    var counts = new MessageCounts<String>();
    for (int i = 0; i < 30; i++) {
      counts.add("a" + i % 3, NOON + i * 50_000L);
    }
    var other = new MessageCounts<String>();
    counts.forEach((owner, micros, orders) -> {
      for (int i = 0; i < orders; i++) {
        other.add(owner, micros);
      }
    });
    for (long now = NOON; now < NOON + 4 * SECOND; now += 100_000) {
      for (int i = 0; i < 3; i++) {
        assertThat(other.count("a" + i, now)).isEqualTo(counts.count("a" + i, now));
      }
    }
  }
}
