package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.evidence.PublishedKeys;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.trust.Trust;
import java.util.Optional;

/// Each checkpoint was signed by its log's key for its origin.
final class CheckpointSignature implements Check {

  @Override
  public String name() {
    return "checkpoint-signature";
  }

  @Override
  public String shows() {
    return "each checkpoint, the batch records' own too, is a note signed for its log's origin";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    evidence.checkpoints().forEach(checkpoint -> verify(checkpoint, evidence, trust, findings));
    evidence.batches().forEach(batch -> verifyOwn(batch, evidence, trust, findings));
    evidence.keys().ifPresent(keys -> requireKnown(keys, findings));
    if (evidence.checkpoints().isEmpty()) {
      findings.add("", "the bundle holds no checkpoint");
    }
    return findings.orPass("%d checkpoints".formatted(evidence.checkpoints().size()));
  }

  private static void verify(
      LogCheckpoint checkpoint, Evidence evidence, Trust trust, Findings findings) {
    String where = checkpoint.path();
    String stated = checkpoint.checkpoint().origin();
    Optional<String> origin = evidence.logOrigin(checkpoint.policyId());
    findings.requireEqual(where, "its origin", stated, origin.orElse("the manifest's"));
    findings.requireEqual(
        where, "its size", checkpoint.checkpoint().head().size(), checkpoint.sizeInPath());
    if (origin.isPresent()
        && trust.noteKeys(origin.get()).stream()
            .noneMatch(key -> checkpoint.note().verifiedBy(key))) {
      findings.add(where, "no key of %s has signed it", origin.get());
    }
  }

  private static void verifyOwn(Batch batch, Evidence evidence, Trust trust, Findings findings) {
    Batch.OwnCheckpoint own = batch.checkpoint();
    try {
      var checkpoint = LogCheckpoint.parse(batch.path(), batch.policyId(), own.size(), own.note());
      verify(checkpoint, evidence, trust, findings);
      findings.requireEqual(
          batch.path(), "checkpoint.root", own.root(), checkpoint.checkpoint().head().root());
    } catch (MalformedException e) {
      findings.add(batch.path(), "checkpoint.note: %s", e.getMessage());
    }
  }

  // Who takes note_keys from the bundle for other tools must get the keys that were used here.
  private static void requireKnown(PublishedKeys keys, Findings findings) {
    for (NoteKey noteKey : keys.noteKeys()) {
      boolean known =
          keys.keys().stream()
              .anyMatch(
                  key -> key.purpose() == Purpose.CHECKPOINT && key.key().equals(noteKey.key()));
      if (!known) {
        findings.add("keys.json", "note key of %s is no checkpoint key of keys", noteKey.name());
      }
    }
  }
}
