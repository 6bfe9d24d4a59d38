package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.anchoring.Trust;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/// Gives every batch that waits for an anchor a job for each target that is configured now: a
/// target that was added or replaced gets the batches that were closed before.
final class TargetAdoption {

  private static final int PAGE = 500;

  private final BatchStore batches;
  private final Anchoring anchoring;
  private final TransactionOperations transactions;

  TargetAdoption(BatchStore batches, Anchoring anchoring, TransactionOperations transactions) {
    this.batches = batches;
    this.anchoring = anchoring;
    this.transactions = transactions;
  }

  void adopt() {
    for (AnchorJob.Target target : anchoring.targets()) {
      List<Batch> page;
      do {
        page = batches.pendingWithout(target.name(), PAGE);
        submit(target, page);
      } while (page.size() == PAGE);
    }
    anchoring.nameRemoved();
  }

  private void submit(AnchorJob.Target target, List<Batch> page) {
    transactions.executeWithoutResult(status -> {
      page.forEach(batch ->
          anchoring.submit(
              target, batch.batchId(), batch.imprint(), batch.tier(), batch.closedAt()));
      if (target.trust() == Trust.EXTERNAL) {
        batches.awaitExternal(page);
      }
    });
  }
}
