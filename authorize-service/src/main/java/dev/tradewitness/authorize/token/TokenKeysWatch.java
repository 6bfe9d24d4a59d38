package dev.tradewitness.authorize.token;

import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/// Looks at the keys file now and then.
final class TokenKeysWatch implements SmartLifecycle {

  private final TokenKeyring keys;
  private final Duration interval;
  private volatile ScheduledExecutorService timer = stopped();

  TokenKeysWatch(TokenKeyring keys, Duration interval) {
    this.keys = keys;
    this.interval = interval;
  }

  private static ScheduledExecutorService stopped() {
    ScheduledExecutorService none = Executors.newSingleThreadScheduledExecutor();
    none.shutdown();
    return none;
  }

  @Override
  public void start() {
    if (!keys.isWatching()) {
      return;
    }
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("token-keys-watch").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(keys::look),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    timer.shutdown(); // a look that is under way is let end
  }

  @Override
  public boolean isRunning() {
    return !timer.isShutdown();
  }
}
