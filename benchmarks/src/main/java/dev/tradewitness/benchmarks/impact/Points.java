package dev.tradewitness.benchmarks.impact;

import java.util.List;
import java.util.stream.Stream;

/// Which capture points are measured.
public enum Points {
  CLIENT,
  MIRROR,
  BOTH;

  /// In a fixed order, bases first.
  List<Condition> conditions() {
    var always = Stream.of(Condition.NONE, Condition.CONTROL);
    var client = Stream.of(Condition.BESIDE, Condition.CLIENT);
    var mirror = Stream.of(Condition.NGINX, Condition.MIRROR);
    return switch (this) {
      case CLIENT -> Stream.concat(always, client).toList();
      case MIRROR -> Stream.concat(always, mirror).toList();
      case BOTH -> Stream.concat(always, Stream.concat(client, mirror)).toList();
    };
  }
}
