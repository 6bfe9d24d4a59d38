package dev.tradewitness.capture.source.ldjson;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Wakes one thread. Costs whoever rings it next to nothing while that thread is awake.
final class Bell {

  /// The thread that waits, null while none does.
  private volatile @Nullable Thread waiting;

  void ring() {
    Thread thread = waiting;
    if (thread != null) {
      waiting = null;
      LockSupport.unpark(thread);
    }
  }

  /// Waits until the bell rings, at most for that time; not at all when there is something to do
  /// already. Whoever makes the condition true rings afterwards.
  void await(BooleanSupplier toDo, Duration patience) throws InterruptedException {
    waiting = Thread.currentThread();
    if (!toDo.getAsBoolean()) {
      LockSupport.parkNanos(this, patience.toNanos());
    }
    waiting = null;
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
