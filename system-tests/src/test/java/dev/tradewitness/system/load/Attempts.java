package dev.tradewitness.system.load;

import dev.tradewitness.system.stack.Http.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Sends the same request again until it has an answer, and counts what happened on the way.
public final class Attempts {

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final long PAUSE_MILLIS = 100;

  private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();

  @FunctionalInterface
  public interface Request {
    Answer send() throws IOException;
  }

  /// The first answer that is one: no failed connection, no 503. Anything else is for the caller to
  /// judge.
  public Answer untilAnswered(Request request) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String last = "none";
    while (System.nanoTime() < end) {
      try {
        Answer answer = request.send();
        count(Integer.toString(answer.status()));
        if (answer.status() != 503) {
          return answer;
        }
        last = "503 " + answer.text();
      } catch (IOException e) {
        count("no answer");
        last = e.toString();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new AssertionError("no answer within " + PATIENCE + ", last: " + last);
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, key -> new AtomicLong()).incrementAndGet();
  }

  public long of(String outcome) {
    var count = outcomes.get(outcome);
    return count == null ? 0 : count.get();
  }

  /// Every status with its count.
  @Override
  public String toString() {
    return new TreeMap<>(outcomes).toString();
  }
}
