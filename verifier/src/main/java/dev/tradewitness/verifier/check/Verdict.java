package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import dev.tradewitness.verifier.trust.Reach;
import dev.tradewitness.verifier.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a bundle is taken for.
///
/// @param reasons why it is no PASS; empty for a PASS, and for a FAIL, whose checks say it
public record Verdict(Result result, List<String> reasons) {

  /// From best to worst.
  public enum Result {
    /// Every check holds, and whoever checks knows all signers and an authority over every batch.
    PASS,
    /// Every check holds, but something is not known: anybody could have made it.
    WHOLE,
    /// A check fails.
    FAIL
  }

  public Verdict {
    reasons = List.copyOf(reasons);
  }

  public static Verdict of(Verification verification, Evidence evidence, Trust trust) {
    if (!verification.passed()) {
      return new Verdict(Result.FAIL, List.of());
    }
    var reasons = new ArrayList<String>();
    Set<String> unknown = unknownSigners(evidence, trust);
    if (!unknown.isEmpty()) {
      reasons.add("signers unknown: " + String.join(", ", unknown));
    }
    addUnknownAuthorities(evidence, trust, reasons);
    addWeaknesses(evidence, trust, reasons);
    return new Verdict(reasons.isEmpty() ? Result.PASS : Result.WHOLE, reasons);
  }

  private static Set<String> unknownSigners(Evidence evidence, Trust trust) {
    Set<String> unknown = new TreeSet<>();
    for (Batch batch : evidence.batches()) {
      String origin = evidence.logOrigin(batch.policyId()).orElse("");
      trust
          .key(batch.signingKeyId(), Purpose.CHECKPOINT)
          .filter(key -> !trust.knows(key, origin))
          .ifPresent(key -> unknown.add("checkpoint key " + key.keyId()));
    }
    for (LogCheckpoint checkpoint : CheckpointSignature.all(evidence)) {
      String origin = evidence.logOrigin(checkpoint.policyId()).orElse("");
      for (NoteKey noteKey : trust.noteKeys(origin)) {
        var key =
            new SigningKey(noteKey.key().keyId(), noteKey.key(), Purpose.CHECKPOINT, null, null);
        if (checkpoint.note().verifiedBy(noteKey) && !trust.knows(key, origin)) {
          unknown.add("checkpoint key " + key.keyId());
        }
      }
    }
    for (Proof proof : evidence.proofs().values()) {
      proof
          .security()
          .signature()
          .flatMap(signature -> trust.key(signature.keyId(), Purpose.EVENT))
          .filter(key -> !trust.knows(key))
          .ifPresent(key -> unknown.add("event key " + key.keyId()));
    }
    return unknown;
  }

  private static void addUnknownAuthorities(Evidence evidence, Trust trust, List<String> reasons) {
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    List<String> unknown =
        evidence.batches().stream()
            .filter(batch -> times.reach(batch) == Reach.UNKNOWN)
            .map(Batch::batchId)
            .toList();
    if (!unknown.isEmpty()) {
      reasons.add(
          "time-stamp authority unknown: %d batches, the first is %s"
              .formatted(unknown.size(), unknown.getFirst()));
    }
  }

  private static void addWeaknesses(Evidence evidence, Trust trust, List<String> reasons) {
    if (!evidence.isVersion1()) {
      return;
    }
    long rootOnly =
        TimeStamps.confirmed(evidence).stream().filter(TimestampImprint::coversRootOnly).count();
    reasons.add(
        "format 1: %d time-stamps cover the events of a batch only, not the stream, the place in it, the batch before or the closing time"
            .formatted(rootOnly));
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    for (Batch batch : evidence.batches()) {
      times
          .of(batch)
          .filter(TimestampOrder::isLate)
          .ifPresent(late ->
              reasons.add(
                  "format 1: %s is first stamped %s after it was closed, more than two intervals of %s"
                      .formatted(batch, late.delay(), batch.tier())));
    }
  }
}
