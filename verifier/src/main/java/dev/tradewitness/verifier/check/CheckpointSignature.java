package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.evidence.PublishedKeys;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import dev.tradewitness.verifier.trust.Trust;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    for (Batch batch : evidence.batches()) {
      verifyOwn(batch, evidence, trust, findings);
      requireInUse(batch, evidence, trust, times, findings);
    }
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
    if (origin.isPresent()) {
      requireSigned(checkpoint, origin.get(), trust.noteKeys(origin.get()), findings);
    }
  }

  // A wrong line of a known key spoils the note, whatever the other lines say (C2SP signed-note).
  private static void requireSigned(
      LogCheckpoint checkpoint, String origin, List<NoteKey> keys, Findings findings) {
    boolean signed = false;
    for (NoteKey key : keys) {
      if (checkpoint.note().verifiedBy(key)) {
        signed = true;
      } else if (checkpoint.note().signatures().stream().anyMatch(line -> isOf(line, key))) {
        findings.add(checkpoint.path(), "not the signature of %s", key.verifierKey());
      }
    }
    if (!signed) {
      findings.add(checkpoint.path(), "no key of %s has signed it", origin);
    }
  }

  /// True for a signature line that names this key.
  static boolean isOf(SignedNote.Signature line, NoteKey key) {
    return line.name().equals(key.name()) && line.keyHash() == key.keyHash();
  }

  /// Every checkpoint, those inside batch records too, as far as they can be read.
  static List<LogCheckpoint> all(Evidence evidence) {
    return Stream.concat(
            evidence.checkpoints().stream(),
            evidence.batches().stream().flatMap(batch -> readable(batch).stream()))
        .toList();
  }

  private static Optional<LogCheckpoint> readable(Batch batch) {
    try {
      return Optional.of(own(batch));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static LogCheckpoint own(Batch batch) throws MalformedException {
    Batch.OwnCheckpoint own = batch.checkpoint();
    return LogCheckpoint.parse(batch.path(), batch.policyId(), own.size(), own.note());
  }

  private static void verifyOwn(Batch batch, Evidence evidence, Trust trust, Findings findings) {
    try {
      LogCheckpoint checkpoint = own(batch);
      verify(checkpoint, evidence, trust, findings);
      findings.requireEqual(
          batch.path(),
          "checkpoint.root",
          batch.checkpoint().root(),
          checkpoint.checkpoint().head().root());
    } catch (MalformedException e) {
      findings.add(batch.path(), "checkpoint.note: %s", e.getMessage());
    }
  }

  // A note has no time of its own; the record that carries it has, and a time-stamp over it.
  private static void requireInUse(
      Batch batch, Evidence evidence, Trust trust, ProvenTimes times, Findings findings) {
    Optional<String> origin = evidence.logOrigin(batch.policyId());
    Optional<LogCheckpoint> own = readable(batch);
    if (origin.isEmpty() || own.isEmpty()) {
      return; // verifyOwn and the manifest's check say so
    }
    for (SigningKey key : trust.keys(Purpose.CHECKPOINT)) {
      var noteKey = new NoteKey(origin.get(), key.key());
      if (own.get().note().signatures().stream().anyMatch(line -> isOf(line, noteKey))) {
        KeyUse.requireStated(batch.path(), "checkpoint", batch.closedAt(), key, findings);
        KeyUse.requireOfBatch(batch.path(), key, times.of(batch), findings);
      }
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
