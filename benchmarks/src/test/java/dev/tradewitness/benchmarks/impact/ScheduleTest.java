package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final List<Condition> ALL = Points.BOTH.conditions();

  @Test
  void eachRoundHasEachConditionOnce() {
    assertThat(Schedule.of(ALL, 50, 1))
        .hasSize(50)
        .allSatisfy(round -> assertThat(round).containsExactlyInAnyOrderElementsOf(ALL));
  }

  @Test
  void aSeedGivesOneSchedule() {
    assertThat(Schedule.of(ALL, 50, 1)).isEqualTo(Schedule.of(ALL, 50, 1));
    assertThat(Schedule.of(ALL, 50, 1)).isNotEqualTo(Schedule.of(ALL, 50, 2));
  }

  @Test
  void noConditionHasAPlaceOfItsOwn() {
    var schedule = Schedule.of(ALL, 600, 3);
    for (int place = 0; place < ALL.size(); place++) {
      int at = place;
      for (var condition : ALL) {
        long count =
            IntStream.range(0, 600).filter(i -> schedule.get(i).get(at) == condition).count();
        assertThat(count).as("%s at %d of 6", condition, at).isBetween(60L, 140L);
      }
    }
  }

  @Test
  void aCapturePointIsMeasuredWithItsBase() {
    for (var points : Points.values()) {
      var conditions = points.conditions();
      assertThat(conditions).doesNotHaveDuplicates().contains(Condition.NONE, Condition.CONTROL);
      assertThat(conditions.contains(Condition.MIRROR))
          .isEqualTo(conditions.contains(Condition.NGINX));
      assertThat(conditions.contains(Condition.CLIENT))
          .isEqualTo(conditions.contains(Condition.BESIDE));
    }
    assertThat(Comparison.among(Points.CLIENT.conditions()))
        .containsExactly(Comparison.CONTROL, Comparison.CLIENT, Comparison.BESIDE, Comparison.CALL);
    assertThat(Comparison.among(Points.MIRROR.conditions()))
        .containsExactly(Comparison.CONTROL, Comparison.NGINX, Comparison.MIRROR);
  }
}
