package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchCloser;
import dev.tradewitness.anchor.checkpoint.CheckpointRefusedException;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.common.event.PolicyId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Closes the open batches of many streams, several at once, until a deadline. One stream's failure
/// does not stop the others. A close that has begun goes on whoever waits for it.
final class ClosingRound {

  private static final Logger log = LoggerFactory.getLogger(ClosingRound.class);

  /// Few, for each takes a database connection.
  private static final int AT_ONCE = 4;

  /// Beyond the deadline, for closes that have begun.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final BatchCloser closer;

  ClosingRound(BatchCloser closer) {
    this.closer = closer;
  }

  /// What became of one stream's open batch.
  sealed interface Closing {
    record Closed(UUID batchId) implements Closing {}

    /// Somebody else closed it meanwhile.
    record NothingOpen() implements Closing {}

    /// @param reason stable, in capitals
    record Failed(String reason, String detail, RuntimeException cause) implements Closing {}

    /// Not begun, or not ended, by the deadline.
    record NotReached() implements Closing {}
  }

  record Result(PolicyId policyId, Closing closing) {}

  /// @param deadline by System.nanoTime; the first few streams are closed even if it has passed
  /// @return one for each stream, in their order
  List<Result> close(List<PolicyId> streams, long deadline) {
    var closings = new AtomicReferenceArray<@Nullable Closing>(streams.size());
    var next = new AtomicInteger();
    int threads = Math.min(AT_ONCE, streams.size());
    var ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread.startVirtualThread(() -> {
        try {
          int stream = next.getAndIncrement();
          while (stream < streams.size() && (stream < threads || System.nanoTime() < deadline)) {
            closings.set(stream, close(streams.get(stream)));
            stream = next.getAndIncrement();
          }
        } finally {
          ended.countDown();
        }
      });
    }
    await(ended, deadline);
    var results = new ArrayList<Result>(streams.size());
    for (int i = 0; i < streams.size(); i++) {
      Closing closing = closings.get(i);
      results.add(new Result(streams.get(i), closing == null ? new Closing.NotReached() : closing));
    }
    return results;
  }

  private static void await(CountDownLatch ended, long deadline) {
    try {
      long nanos = Math.max(0, deadline - System.nanoTime()) + GRACE.toNanos();
      if (!ended.await(nanos, TimeUnit.NANOSECONDS)) {
        log.atWarn().log("closes go on after their request was answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Closing close(PolicyId policyId) {
    try {
      return closer
          .close(policyId)
          .map(Batch::batchId)
          .<Closing>map(Closing.Closed::new)
          .orElseGet(Closing.NothingOpen::new);
    } catch (CheckpointRefusedException e) {
      return failed(policyId, "REFUSED", e);
    } catch (SigningHeldException e) {
      return failed(policyId, "SIGNING_HELD", e);
    } catch (DataAccessException | TransactionException e) {
      return failed(policyId, "DATABASE_AWAY", e);
    } catch (RuntimeException e) {
      return failed(policyId, "FAILED", e);
    }
  }

  private static Closing failed(PolicyId policyId, String reason, RuntimeException e) {
    log.atError()
        .addKeyValue("policyId", policyId)
        .addKeyValue("reason", reason)
        .setCause(e)
        .log("batch not closed");
    String detail =
        switch (reason) {
          case "REFUSED", "SIGNING_HELD" -> String.valueOf(e.getMessage());
          case "DATABASE_AWAY" -> "the database did not answer";
          default -> "the service's log has the cause";
        };
    return new Closing.Failed(reason, detail, e);
  }
}
