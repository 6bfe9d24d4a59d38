package dev.tradewitness.benchmarks.impact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// In which order the blocks follow each other. Each round has one block of every condition, so
/// what changes slowly on the machine changes for all of them; within a round the order is drawn
/// anew, so no condition always follows the same other one.
final class Schedule {
  private Schedule() {}

  /// The same for the same seed.
  static List<List<Condition>> of(List<Condition> conditions, int rounds, long seed) {
    var random = new Random(seed);
    var schedule = new ArrayList<List<Condition>>();
    for (int i = 0; i < rounds; i++) {
      var round = new ArrayList<>(conditions);
      Collections.shuffle(round, random);
      schedule.add(List.copyOf(round));
    }
    return List.copyOf(schedule);
  }
}
