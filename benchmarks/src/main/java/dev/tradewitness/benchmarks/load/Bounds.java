package dev.tradewitness.benchmarks.load;

import java.time.Duration;

/// Where a load ends, whatever happens.
///
/// @param time for how long requests are sent; in an open loop none that is due later is sent
/// @param requestsMax how many are sent at most
/// @param answerLimit how long an answer is waited for; beyond it the connection is closed
public record Bounds(Duration time, long requestsMax, Duration answerLimit) {
  public static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  public static Bounds of(Duration time) {
    return new Bounds(time, Long.MAX_VALUE, ANSWER_LIMIT);
  }

  public Bounds withRequestsMax(long max) {
    return new Bounds(time, max, answerLimit);
  }
}
