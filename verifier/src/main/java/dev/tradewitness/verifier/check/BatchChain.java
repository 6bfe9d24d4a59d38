package dev.tradewitness.verifier.check;

import dev.tradewitness.common.wire.BatchRecord;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The batches of a stream follow one another without a gap, each naming the one before.
final class BatchChain implements Check {

  @Override
  public String name() {
    return "batch-chain";
  }

  @Override
  public String shows() {
    return "neighbouring batches are contiguous and each names the hash of the one before";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    long links = 0;
    TreeMap<String, List<Batch>> streams =
        evidence.batches().stream()
            .sorted(Comparator.comparingLong(Batch::first))
            .collect(Collectors.groupingBy(Batch::policyId, TreeMap::new, Collectors.toList()));
    for (List<Batch> stream : streams.values()) {
      links += requireStart(stream.getFirst(), findings);
      for (int i = 1; i < stream.size(); i++) {
        requireNext(stream.get(i - 1), stream.get(i), findings);
        links++;
      }
    }
    return links == 0
        ? findings.orNotChecked("no two neighbouring batches, and none that is its stream's first")
        : findings.orPass("%d links".formatted(links));
  }

  /// Gives 1 where the batch begins the stream, so that what it names can be checked.
  private static int requireStart(Batch first, Findings findings) {
    boolean namesNone = first.previousBatchHash().equals(BatchRecord.NO_PREVIOUS);
    if (namesNone != (first.first() == 0)) {
      findings.add(
          first.path(),
          "starts at %d and names %s as the batch before",
          first.first(),
          first.previousBatchHash());
    }
    return first.first() == 0 ? 1 : 0;
  }

  private static void requireNext(Batch before, Batch next, Findings findings) {
    findings.requireEqual(next.path(), "first_sequence", next.first(), before.last() + 1);
    findings.requireEqual(
        next.path(), "previous_batch_hash", next.previousBatchHash(), before.batchHash());
    if (next.closedAt().isBefore(before.closedAt())) {
      findings.add(
          next.path(), "closed at %s, before %s of %s", next.closedAt(), before.closedAt(), before);
    }
  }
}
