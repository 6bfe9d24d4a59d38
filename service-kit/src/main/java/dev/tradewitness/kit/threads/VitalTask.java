package dev.tradewitness.kit.threads;

import java.util.function.BooleanSupplier;

/// Work that must not end unseen by [ThreadWatch].
public final class VitalTask {

  private VitalTask() {}

  /// Work that an executor repeats, or that a pool runs: an exception that escapes it ends the
  /// work, and the executor would keep that to itself. Here it counts as the end of the thread.
  public static Runnable of(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        throw e;
      }
    };
  }

  /// The loop of a thread of its own. A loop that returns before it is stopped, as after an
  /// interrupt, ends the thread by an exception.
  ///
  /// @param stopped read once, after the loop has returned
  public static Runnable until(BooleanSupplier stopped, Runnable loop) {
    return () -> {
      loop.run();
      if (!stopped.getAsBoolean()) {
        throw new IllegalStateException("the loop returned before it was stopped");
      }
    };
  }
}
