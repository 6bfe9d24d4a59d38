package dev.tradewitness.system.check;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// Waits until a stack that gets nothing new has worked off what it has.
public final class Quiet {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Quiet() {}

  public static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .pollInSameThread()
        .ignoreExceptionsMatching(failure -> failure instanceof IOException);
  }
}
