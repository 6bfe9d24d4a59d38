package dev.tradewitness.kit.threads;

/// Stops something slow on a thread of its own, so that what stops in the same phase does not wait
/// for it.
public final class AsideStop {

  private AsideStop() {}

  /// Returns at once.
  ///
  /// @param name of the thread
  /// @param done is told in any case
  public static void run(String name, Runnable stop, Runnable done) {
    Thread.ofPlatform()
        .name(name)
        .start(() -> {
          try {
            stop.run();
          } finally {
            done.run();
          }
        });
  }
}
