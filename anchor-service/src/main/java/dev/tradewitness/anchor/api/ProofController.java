package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchRecords;
import dev.tradewitness.anchor.evidence.EventProof;
import dev.tradewitness.anchor.evidence.EventProof.InBatch;
import dev.tradewitness.anchor.evidence.EventProof.InLog;
import dev.tradewitness.anchor.evidence.EventProofs;
import dev.tradewitness.anchor.evidence.ProofMembers;
import dev.tradewitness.anchor.log.LocatedLeaf;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Proofs of single events, in one object that holds every published shape.
@RestController
class ProofController {

  /// What the id in the path is.
  private enum By {
    ID,
    HASH
  }

  private final StreamLog logs;
  private final EventProofs proofs;
  private final InstantSource clock;

  ProofController(StreamLog logs, EventProofs proofs, InstantSource clock) {
    this.logs = logs;
    this.proofs = proofs;
    this.clock = clock;
  }

  /// By event id, or with `by=hash` by event hash. An id that several streams have needs
  /// `policy_id`; without it the first of them, by name, is meant.
  @GetMapping({
    "/vcp/events/{id}/proof",
    "/v1/events/{id}/proof",
    "/api/v1/events/{id}/proof",
    "/vcp/proof/{id}",
    "/merkle/proof/{id}"
  })
  ResponseEntity<byte[]> proof(
      @PathVariable String id, @Query({"by", "policy_id"}) QueryReader query) {
    By by = query.choice("by", By.ID);
    PolicyId policyId = Answers.policyId(query);
    query.requireNoViolation();
    EventProof proof = proofs.of(find(id, by, policyId));
    InBatch inBatch = proof.inBatch();
    return inBatch == null ? notYet(proof) : Answers.json(complete(proof, inBatch));
  }

  private LocatedLeaf find(String id, By by, @Nullable PolicyId policyId) {
    List<LocatedLeaf> found =
        switch (by) {
          case ID -> logs.findByEventId(Answers.uuid("event_id", id));
          case HASH -> logs.findByEventHash(hash(id));
        };
    return found.stream()
        .filter(leaf -> policyId == null || leaf.policyId().equals(policyId))
        .findFirst()
        .orElseThrow(() -> Answers.notFound("No log has the event " + id));
  }

  private static Hash hash(String hex) {
    try {
      return Hash.ofHex(hex);
    } catch (IllegalArgumentException e) {
      throw Answers.invalid("event_hash", "HASH", "64 hex digits");
    }
  }

  private static JsonObject.Builder place(EventProof proof) {
    return JsonObject.builder()
        .put("event_id", proof.leaf().eventId().toString())
        .put("event_hash", proof.leaf().eventHash().hex())
        .put("policy_id", proof.policyId().value())
        .put("sequence", proof.leaf().sequence())
        .put("received_at", Rfc3339.ofMicros(proof.leaf().receivedAtMicros()))
        .put("hash_algo", "SHA256")
        .put("merkle_algo", "RFC6962");
  }

  private static JsonValue log(EventProof proof) {
    InLog inLog = proof.inLog();
    return inLog == null
        ? JsonValue.NULL
        : ProofMembers.log(proof, inLog).put("checkpoint", inLog.checkpoint().note()).build();
  }

  private JsonObject complete(EventProof proof, InBatch inBatch) {
    Batch batch = inBatch.batch();
    JsonValue anchors = BatchRecords.anchors(inBatch.jobs());
    String root = batch.head().root().hex();
    return place(proof)
        .put("batch", ProofMembers.batch(inBatch))
        .put("log", log(proof))
        .put("anchors", anchors)
        .put("status", batch.status().name())
        // The explorer's shape.
        .put(
            "merkle_proof",
            JsonObject.builder()
                .put("root_hash", root)
                .put("leaf_index", inBatch.proof().leafIndex())
                .put("tree_size", inBatch.proof().treeSize())
                .put("audit_path", ProofMembers.hexes(inBatch.proof().path()))
                .build())
        .put("anchor_info", anchorInfo(batch, anchors))
        // The SDK's shape.
        .put("merkle_root", root)
        .put("proof_path", ProofMembers.sided(inBatch.proof(), "left", "right"))
        .put("tree_size", inBatch.proof().treeSize())
        .put("generated_at", Rfc3339.text(clock.instant()))
        // The integration guide's shape.
        .put("batch_id", batch.batchId().toString())
        .put("leaf_index", inBatch.proof().leafIndex())
        .put("audit_path", ProofMembers.sided(inBatch.proof(), "L", "R"))
        .put("anchor", anchorInfo(batch, anchors))
        .build();
  }

  private static JsonObject anchorInfo(Batch batch, JsonValue anchors) {
    return JsonObject.builder()
        .put("anchor_reference", batch.batchId().toString())
        .put("status", batch.status().name())
        .putOrNull("anchored_at", AnchorController.text(batch.anchoredAt()))
        .put("anchors", anchors)
        .build();
  }

  private static ResponseEntity<byte[]> notYet(EventProof proof) {
    String detail = "The event is in its log; its batch is not closed yet";
    return ResponseEntity.status(HttpStatus.UNPROCESSABLE_CONTENT)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(
            CanonicalJson.asReceived(
                JsonObject.builder()
                    .put("type", "about:blank")
                    .put("title", "Proof not available")
                    .put("status", HttpStatus.UNPROCESSABLE_CONTENT.value())
                    .put("detail", detail)
                    .put("code", "proof_not_available")
                    .put("error", "proof_not_available")
                    .put("message", detail)
                    .putAll(place(proof).build().members())
                    .put("log", log(proof))
                    .build()));
  }
}
