package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.anchoring.AnchorReceipt;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CapturedEvent;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
import dev.tradewitness.anchor.evidence.EvidenceRefusedException.Reason;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.merkle.ConsistencyProof;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.evidence.format.MemberPath;
import dev.tradewitness.evidence.format.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a bundle's members in the order of `docs/evidence-bundle.md`.
final class MemberWriter {

  private final TreeReader trees;
  private final Checkpoints checkpoints;
  private final EventProofs proofs;
  private final KeyDirectory keys;

  MemberWriter(TreeReader trees, Checkpoints checkpoints, EventProofs proofs, KeyDirectory keys) {
    this.trees = trees;
    this.checkpoints = checkpoints;
    this.proofs = proofs;
    this.keys = keys;
  }

  void writeAll(EvidenceRange range, CaptureClient capture, MemberSpool out)
      throws IOException, EvidenceRefusedException {
    Map<MemberPath, JsonObject> proofMembers = new LinkedHashMap<>();
    var used = new BundleKeys();
    long next = range.from();
    while (next <= range.to()) {
      List<CapturedEvent> page =
          capture.events(range.log().policyId(), next, range.to() - next + 1);
      if (page.isEmpty()) {
        throw contradiction("capture has no event %d".formatted(next));
      }
      List<Leaf> leaves = trees.leaves(range.log().logNo(), next, next + page.size());
      for (int i = 0; i < page.size(); i++) {
        event(range, page.get(i), leaves.get(i), out, proofMembers);
        used.use(page.get(i).security().string("signing_key_id"));
      }
      next += page.size();
    }
    for (var proof : proofMembers.entrySet()) {
      out.add(proof.getKey(), proof.getValue());
    }
    batches(range, used, out);
    List<SignedCheckpoint> signed = checkpoints(range, out);
    signed.forEach(checkpoint -> used.use(checkpoint.keyId()));
    consistency(range, signed, out);
    anchors(range, out);
    out.add(new MemberPath.Keys(), keys(range, used));
    String page = CoverSheet.html(range.log().policyId(), range.from(), range.to());
    out.add(new MemberPath.Report(), page.getBytes(StandardCharsets.UTF_8));
  }

  private void event(
      EvidenceRange range,
      CapturedEvent event,
      Leaf leaf,
      MemberSpool out,
      Map<MemberPath, JsonObject> proofMembers)
      throws IOException, EvidenceRefusedException {
    if (!leaf.eventHash().equals(event.eventHash())) {
      throw contradiction(
          "capture's document %d hashes to %s, the log has %s"
              .formatted(leaf.sequence(), event.eventHash(), leaf.eventHash()));
    }
    var place = new Place(range.log().policyId().value(), leaf.sequence());
    out.add(new MemberPath.Event(place), event.document());
    proofMembers.put(new MemberPath.Proof(place), proof(range, event, leaf));
  }

  private JsonObject proof(EvidenceRange range, CapturedEvent event, Leaf leaf) {
    EventProof proof = proofs.of(range.log(), leaf);
    var inBatch = proof.inBatch();
    var inLog = proof.inLog();
    if (inBatch == null || inLog == null) {
      throw new IllegalStateException(
          "event %d is in a closed batch without proofs".formatted(leaf.sequence()));
    }
    return JsonObject.builder()
        .put("event_id", leaf.eventId().toString())
        .put("event_hash", leaf.eventHash().hex())
        .put("hash_profile", event.hashProfile())
        .put("policy_id", proof.policyId().value())
        .put("sequence", leaf.sequence())
        .put("received_at", Rfc3339.ofMicros(leaf.receivedAtMicros()))
        .put("security", event.security())
        .put("merkle_algo", "RFC6962")
        .put("batch", ProofMembers.batch(inBatch))
        .put(
            "log",
            ProofMembers.log(proof, inLog)
                .put("checkpoint", checkpointPath(range, inLog.checkpoint()).text())
                .build())
        .build();
  }

  private static void batches(EvidenceRange range, BundleKeys used, MemberSpool out)
      throws IOException, EvidenceRefusedException {
    for (Batch batch : byId(range)) {
      JsonObject record = BundledRecord.of(batch, range.confirmed(batch));
      used.use(record.string("signing_key_id"));
      out.add(new MemberPath.Batch(batch.batchId().toString()), record);
    }
  }

  private static List<Batch> byId(EvidenceRange range) {
    return range.batches().stream()
        .sorted(Comparator.comparing(batch -> batch.batchId().toString()))
        .toList();
  }

  private List<SignedCheckpoint> checkpoints(EvidenceRange range, MemberSpool out)
      throws IOException, EvidenceRefusedException {
    var signed = new ArrayList<SignedCheckpoint>();
    for (Batch batch : range.batches()) {
      SignedCheckpoint checkpoint =
          checkpoints
              .at(batch.logNo(), batch.lastSequence() + 1)
              .orElseThrow(() ->
                  new IllegalStateException(
                      "batch %s has no checkpoint".formatted(batch.batchId())));
      signed.add(checkpoint);
      out.add(
          checkpointPath(range, checkpoint), checkpoint.note().getBytes(StandardCharsets.UTF_8));
    }
    return signed;
  }

  private void consistency(EvidenceRange range, List<SignedCheckpoint> signed, MemberSpool out)
      throws IOException, EvidenceRefusedException {
    for (int i = 1; i < signed.size(); i++) {
      long first = signed.get(i - 1).head().size();
      long second = signed.get(i).head().size();
      ConsistencyProof proof = trees.consistency(range.log().tree(), first, second);
      out.add(
          new MemberPath.Consistency(range.log().policyId().value(), first, second),
          JsonObject.builder()
              .put("first", first)
              .put("second", second)
              .put("path", ProofMembers.hexes(proof.path()))
              .build());
    }
  }

  private static void anchors(EvidenceRange range, MemberSpool out)
      throws IOException, EvidenceRefusedException {
    for (Batch batch : byId(range)) {
      List<AnchorJob> jobs = range.confirmed(batch);
      for (int n = 0; n < jobs.size(); n++) {
        AnchorReceipt receipt = jobs.get(n).receipt();
        if (receipt != null) {
          out.add(new MemberPath.TimeStamp(batch.batchId().toString(), n), receipt.proof());
        }
      }
    }
  }

  private JsonObject keys(EvidenceRange range, BundleKeys used) {
    return used.members(keys, range.log().policyId())
        .put("time_stamp_authorities", JsonArray.of(authorities(range)))
        .build();
  }

  private static List<JsonValue> authorities(EvidenceRange range) {
    return range.batches().stream()
        .flatMap(batch -> range.confirmed(batch).stream())
        .<JsonValue>map(job ->
            JsonObject.builder()
                .put("identifier", job.target().name())
                .put("trust", job.target().trust().name())
                .put("ca_pem", job.receipt() == null ? "" : job.receipt().caPem())
                .build())
        .distinct()
        .sorted(Comparator.comparing(JsonValue::toString))
        .toList();
  }

  private static MemberPath checkpointPath(EvidenceRange range, SignedCheckpoint checkpoint) {
    return new MemberPath.Checkpoint(
        new Place(range.log().policyId().value(), checkpoint.head().size()));
  }

  private static EvidenceRefusedException contradiction(String message) {
    return new EvidenceRefusedException(Reason.CONTRADICTION, message);
  }
}
