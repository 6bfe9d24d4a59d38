package dev.tradewitness.kit.threads;

/// Work that an executor repeats, or that a pool runs: an exception that escapes it ends the work,
/// and the executor would keep that to itself. Here it counts as the end of the thread.
public final class VitalTask {

  private VitalTask() {}

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
}
