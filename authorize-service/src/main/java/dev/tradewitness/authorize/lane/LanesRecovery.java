package dev.tradewitness.authorize.lane;

import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Reads all lanes, two at a time: one waits for the database while the other works. More at a time
/// would take the processors from the database.
public final class LanesRecovery {

  /// Lanes read at the same time, each over one connection.
  public static final int READERS = 2;

  /// Is told of each lane that was read. Called by several threads.
  @FunctionalInterface
  public interface Recovered {
    /// @param nextSequence number of the lane's next row
    void lane(Lane lane, long nextSequence);
  }

  private LanesRecovery() {}

  /// Returns when all lanes are read. After a failure or an interruption no other lane is begun,
  /// and no lane is being read any more when the exception is thrown.
  ///
  /// @throws IllegalStateException see [LaneRecovery#recover]
  public static void recover(LaneRecovery recovery, List<Lane> lanes, Recovered recovered)
      throws SQLException, InterruptedException {
    var waiting = new ConcurrentLinkedQueue<>(lanes);
    try (ExecutorService readers =
        Executors.newFixedThreadPool(
            READERS, Thread.ofPlatform().name("lane-recovery-", 0).factory())) {
      try {
        List<Future<Integer>> all =
            IntStream.range(0, READERS)
                .mapToObj(i -> readers.submit(reader(recovery, waiting, recovered)))
                .toList();
        for (Future<Integer> reader : all) {
          reader.get();
        }
      } catch (InterruptedException e) {
        waiting.clear();
        readers.shutdownNow();
        throw e;
      }
    } catch (ExecutionException e) {
      rethrow(e);
    }
  }

  /// Gives how many lanes it read.
  private static Callable<Integer> reader(
      LaneRecovery recovery, Queue<Lane> waiting, Recovered recovered) {
    return () -> {
      int read = 0;
      try {
        for (Lane lane = waiting.poll(); lane != null; lane = waiting.poll()) {
          recovered.lane(lane, recovery.recover(lane));
          read++;
        }
        return read;
      } finally {
        // Not empty after a failure only.
        waiting.clear();
      }
    };
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
