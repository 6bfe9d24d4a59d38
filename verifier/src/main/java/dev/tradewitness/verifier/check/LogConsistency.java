package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.ConsistencyProof;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Consistency;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// All checkpoints of a stream are of one log that only grew.
final class LogConsistency implements Check {

  /// Two neighbouring sizes of a stream.
  private record Step(String policyId, long first, long second) {}

  @Override
  public String name() {
    return "log-consistency";
  }

  @Override
  public String shows() {
    return "neighbouring checkpoints are of one log that only grew";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    evidence.batches().forEach(batch -> requireOwnCheckpoint(batch, evidence, findings));
    Map<Step, Consistency> proofs = new LinkedHashMap<>();
    for (Consistency proof : evidence.consistencies().values()) {
      proofs.put(new Step(proof.policyId(), proof.firstInPath(), proof.secondInPath()), proof);
    }
    int steps = 0;
    for (List<LogCheckpoint> stream : streams(evidence).values()) {
      for (int i = 1; i < stream.size(); i++) {
        verify(stream.get(i - 1), stream.get(i), proofs, findings);
        steps++;
      }
    }
    proofs.values().forEach(rest -> findings.add(rest.path(), "is between no two neighbours"));
    return steps == 0
        ? findings.orNotChecked("one checkpoint for each stream: nothing to compare")
        : findings.orPass("%d steps".formatted(steps));
  }

  private static Map<String, List<LogCheckpoint>> streams(Evidence evidence) {
    return evidence.checkpoints().stream()
        .sorted(Comparator.comparingLong(LogCheckpoint::sizeInPath))
        .collect(Collectors.groupingBy(LogCheckpoint::policyId, TreeMap::new, Collectors.toList()));
  }

  private static void verify(
      LogCheckpoint older, LogCheckpoint newer, Map<Step, Consistency> proofs, Findings findings) {
    // Removed, so that what is left over in the end belongs nowhere.
    Consistency proof =
        proofs.remove(new Step(older.policyId(), older.sizeInPath(), newer.sizeInPath()));
    if (proof == null) {
      findings.add(older.path(), "no proof that %s continues it", newer.path());
      return;
    }
    if (proof.first() > proof.second()) {
      findings.add(proof.path(), "is from %d to %d", proof.first(), proof.second());
      return;
    }
    try {
      new ConsistencyProof(proof.first(), proof.second(), proof.hashes())
          .verify(older.checkpoint().head(), newer.checkpoint().head());
    } catch (ProofMismatchException e) {
      findings.add(proof.path(), "%s", e.getMessage());
    }
  }

  // A record could else carry a checkpoint of another history than the one that is shown.
  private static void requireOwnCheckpoint(Batch batch, Evidence evidence, Findings findings) {
    Batch.OwnCheckpoint own = batch.checkpoint();
    evidence
        .checkpoint(batch.policyId(), own.size())
        .ifPresentOrElse(
            found ->
                findings.requireEqual(
                    batch.path(), "checkpoint.root", own.root(), found.checkpoint().head().root()),
            () ->
                findings.add(
                    batch.path(), "its checkpoint of %d leaves is not in the bundle", own.size()));
  }
}
