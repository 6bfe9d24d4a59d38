package dev.tradewitness.authorize.lane;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads all lanes, two at a time: one waits for the database while the other works.
public final class LanesRecovery {

  private static final int AT_ONCE = 2;

  /// Is told of each lane that was read. Called by several threads.
  @FunctionalInterface
  public interface Recovered {
    /// @param nextSequence number of the lane's next row
    void lane(Lane lane, long nextSequence);
  }

  private LanesRecovery() {}

  /// Returns when all lanes are read. After a failure no other lane is begun.
  ///
  /// @throws IllegalStateException see [LaneRecovery#recover]
  public static void recover(LaneRecovery recovery, List<Lane> lanes, Recovered recovered)
      throws SQLException, InterruptedException {
    try (ExecutorService readers =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("lane-recovery-", 0).factory())) {
      try {
        List<Future<Void>> all =
            lanes.stream()
                .map(lane ->
                    readers.submit(() -> {
                      recovered.lane(lane, recovery.recover(lane));
                      return (Void) null;
                    }))
                .toList();
        for (Future<Void> one : all) {
          one.get();
        }
      } catch (ExecutionException e) {
        readers.shutdownNow();
        rethrow(e);
      } catch (InterruptedException e) {
        readers.shutdownNow();
        throw e;
      }
    }
  }

  private static void rethrow(ExecutionException e) throws SQLException {
    switch (e.getCause()) {
      case SQLException cause -> throw cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> throw new IllegalStateException("a lane was not read", e);
    }
  }
}
