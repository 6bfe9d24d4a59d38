package dev.tradewitness.capture.source.fix;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads on which the sessions' messages are stored and counted, one each. QuickFIX/J calls them
/// stopped as soon as it has told them to stop, and closes the files of the numbers under them.
final class DispatcherThreads implements Executor {

  private static final Logger log = LoggerFactory.getLogger(DispatcherThreads.class);

  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  @Override
  public void execute(Runnable dispatcher) {
    Thread thread =
        Thread.ofPlatform()
            .name("fix-dispatcher")
            .unstarted(() -> {
              try {
                dispatcher.run();
              } finally {
                running.remove(Thread.currentThread());
              }
            });
    running.add(thread);
    try {
      thread.start();
    } catch (RuntimeException | Error e) {
      running.remove(thread);
      throw e;
    }
  }

  /// Waits until the messages that are being stored are counted, or given up.
  void awaitEnd(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : running) {
        long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
        if (!thread.join(Duration.ofMillis(left))) {
          // What it is just storing may be stored and not counted: then it comes again.
          log.atWarn().addKeyValue("thread", thread.getName()).log("still stores a FIX message");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
