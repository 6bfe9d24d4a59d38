package dev.tradewitness.capture.sources;

import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/// Looks at the sources file now and then.
final class SourcesWatch implements SmartLifecycle {

  private final Sources sources;
  private final Duration interval;
  private volatile ScheduledExecutorService timer = stopped();

  SourcesWatch(Sources sources, Duration interval) {
    this.sources = sources;
    this.interval = interval;
  }

  private static ScheduledExecutorService stopped() {
    ScheduledExecutorService none = Executors.newSingleThreadScheduledExecutor();
    none.shutdown();
    return none;
  }

  @Override
  public void start() {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sources-watch").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(sources::look),
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
