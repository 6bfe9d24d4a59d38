package dev.tradewitness.fuzz;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Ends the process when a target does not come back from an input: nothing else ends a loop. Says
/// before what repeats it. A process that ends so fails the build.
final class Watchdog implements AutoCloseable {

  private static final int STATUS = 70;
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private final Duration patience;
  private final Thread target = Thread.currentThread();

  /// Null between two inputs. Written by the target's thread only.
  private volatile @Nullable Taken taken;

  private volatile boolean isClosed;

  private record Taken(Input input, long since) {}

  /// @param patience how long one input may take
  Watchdog(Duration patience) {
    this.patience = patience;
    Thread.ofPlatform().daemon().name("fuzz-watchdog").start(this::watch);
  }

  void begins(Input input) {
    taken = new Taken(input, System.nanoTime());
  }

  void ends() {
    taken = null;
  }

  @Override
  public void close() {
    isClosed = true;
  }

  private void watch() {
    while (!isClosed) {
      LockSupport.parkNanos(LOOK_NANOS);
      Taken now = taken;
      if (now != null && System.nanoTime() - now.since > patience.toNanos()) {
        try {
          tell(now.input);
        } finally {
          Runtime.getRuntime().halt(STATUS);
        }
      }
    }
  }

  private void tell(Input input) {
    // Not System.err: Surefire keeps what is written there, and would not send it any more.
    var err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    err.println(input.about("no end after " + patience));
    for (StackTraceElement at : target.getStackTrace()) {
      err.println("\tat " + at);
    }
  }
}
