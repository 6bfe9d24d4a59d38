package dev.tradewitness.client.proof;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.common.merkle.TreeHead;
import java.util.ArrayList;
import java.util.List;

/// Checks that a log holds exactly this event, by the answer of `GET /vcp/events/{id}/proof` and a
/// key that the caller trusts. Time-stamps and batch records are the verifier's: `tradewitness
/// verify`.
public final class ProofCheck {

  private final VerifierKey key;

  /// @param name `form`, `hash`, `batch`, `log` or `checkpoint`
  /// @param message what was expected and what was found
  public record Fault(String name, String message) {}

  /// @param key of the event's log
  public ProofCheck(VerifierKey key) {
    this.key = key;
  }

  /// Every check that fails, in a fixed order; empty when the event is in the log under a
  /// checkpoint that the key signed, and in its batch.
  ///
  /// @param event as it was logged
  /// @param proof the answer's body
  public List<Fault> faults(Event event, byte[] proof) {
    var faults = new ArrayList<Fault>();
    try {
      Hash hash = hash(event);
      JsonObject answer = JsonText.parseObject(proof, JsonLimits.EVENT);
      Hash shown = Hash.ofHex(ProofMembers.text(answer, "event_hash"));
      if (!hash.equals(shown)) {
        faults.add(
            new Fault("hash", "the event's is %s, the proof is for %s".formatted(hash, shown)));
      }
      batch(hash, ProofMembers.object(answer, "batch"), faults);
      log(hash, ProofMembers.object(answer, "log"), faults);
    } catch (IllegalArgumentException e) {
      faults.add(new Fault("form", String.valueOf(e.getMessage())));
    } catch (JsonRefusedException e) {
      faults.add(new Fault("form", "%s: %s".formatted(e.code(), e.getMessage())));
    }
    return List.copyOf(faults);
  }

  private static Hash hash(Event event) throws JsonRefusedException {
    byte[] text = new byte[event.bytes()];
    event.text().get(text);
    JsonObject json = JsonText.parseObject(text, JsonLimits.EVENT);
    return HashProfile.of(json)
        .orElseThrow(() -> new IllegalArgumentException("the event has no header and payload"))
        .hash(json);
  }

  private static void batch(Hash event, JsonObject batch, List<Fault> faults) {
    var proof = ProofMembers.inclusion(batch, ProofMembers.siblings(batch));
    var head = new TreeHead(proof.treeSize(), Hash.ofHex(ProofMembers.text(batch, "merkle_root")));
    try {
      proof.verify(Merkle.leaf(event), head);
    } catch (ProofMismatchException e) {
      faults.add(new Fault("batch", String.valueOf(e.getMessage())));
    }
  }

  /// The path leads to the root that the checkpoint says, not to one that stands beside it.
  private void log(Hash event, JsonObject log, List<Fault> faults) {
    SignedNote note = SignedNote.parse(ProofMembers.text(log, "checkpoint"));
    Checkpoint checkpoint = Checkpoint.parse(note.body());
    try {
      ProofMembers.inclusion(log, ProofMembers.hashes(log))
          .verify(Merkle.leaf(event), checkpoint.head());
    } catch (ProofMismatchException e) {
      faults.add(new Fault("log", String.valueOf(e.getMessage())));
    }
    if (!checkpoint.origin().equals(key.name())) {
      faults.add(
          new Fault(
              "checkpoint",
              "of the log %s, expected %s".formatted(checkpoint.origin(), key.name())));
    } else if (!key.signed(note)) {
      faults.add(new Fault("checkpoint", "not signed by the key of " + key.name()));
    }
  }
}
