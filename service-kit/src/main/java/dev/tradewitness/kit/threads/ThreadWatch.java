package dev.tradewitness.kit.threads;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/// Takes readiness away, for good, when a thread ends that nobody stopped: what it did is not done
/// any more, and only a restart brings it back.
///
/// Sees every thread of the process that ends by an exception, and every Kafka consumer that ends
/// by itself. A thread whose loop returns is seen if [VitalTask] runs the loop.
/// `tradewitness.threads.ended` counts them; the log names them once.
public final class ThreadWatch implements SmartLifecycle, UncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ThreadWatch.class);

  private final ApplicationEventPublisher events;
  private final Set<String> ended = new ConcurrentSkipListSet<>();

  private @Nullable UncaughtExceptionHandler former;
  private volatile boolean running;

  ThreadWatch(ApplicationEventPublisher events, MeterRegistry meters) {
    this.events = events;
    Gauge.builder("tradewitness.threads.ended", ended, Set::size).register(meters);
  }

  /// Threads that ended by themselves, by name.
  public Set<String> ended() {
    return new TreeSet<>(ended);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable cause) {
    ended(thread.getName(), cause);
  }

  void ended(String name, @Nullable Throwable cause) {
    ended.add(name);
    log.atError()
        .addKeyValue("thread", name)
        .setCause(cause)
        .log("a thread ended by itself; not ready until the service is started anew");
    refuse();
  }

  /// Whoever says that the service is ready is contradicted.
  void readinessChanged(AvailabilityChangeEvent<ReadinessState> change) {
    if (change.getState() == ReadinessState.ACCEPTING_TRAFFIC && !ended.isEmpty()) {
      refuse();
    }
  }

  private void refuse() {
    events.publishEvent(new AvailabilityChangeEvent<>(this, ReadinessState.REFUSING_TRAFFIC));
  }

  @Override
  public void start() {
    former = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(this);
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    if (Thread.getDefaultUncaughtExceptionHandler() == this) {
      Thread.setDefaultUncaughtExceptionHandler(former);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Before everything else that has threads, and after it at the end.
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
