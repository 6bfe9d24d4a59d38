package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.InclusionProof;
import java.util.ArrayList;
import java.util.List;

/// The JSON of proofs, the same in bundles and in answers.
public final class ProofMembers {

  private ProofMembers() {}

  /// Member `batch`.
  public static JsonObject batch(EventProof.InBatch in) {
    Batch batch = in.batch();
    return JsonObject.builder()
        .put("batch_id", batch.batchId().toString())
        .put("merkle_root", batch.head().root().hex())
        .put("leaf_index", in.proof().leafIndex())
        .put("tree_size", in.proof().treeSize())
        .put("audit_path", sided(in.proof(), "left", "right"))
        .build();
  }

  /// Member `log` without its checkpoint.
  public static JsonObject.Builder log(EventProof proof, EventProof.InLog in) {
    return JsonObject.builder()
        .put("origin", proof.origin())
        .put("leaf_index", in.proof().leafIndex())
        .put("tree_size", in.proof().treeSize())
        .put("root", in.checkpoint().head().root().hex())
        .put("audit_path", hexes(in.proof().path()));
  }

  /// The path with the side on which each sibling stands (RFC 9162 section 2.1.3.2 derives it from
  /// index and size, and so do verifiers; here it only informs).
  public static JsonArray sided(InclusionProof proof, String left, String right) {
    var path = new ArrayList<JsonValue>();
    long fn = proof.leafIndex();
    long sn = proof.treeSize() - 1;
    for (Hash sibling : proof.path()) {
      boolean isLeft = (fn & 1) == 1 || fn == sn;
      path.add(
          JsonObject.builder()
              .put("hash", sibling.hex())
              .put("position", isLeft ? left : right)
              .build());
      while (isLeft && (fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
      fn >>= 1;
      sn >>= 1;
    }
    return JsonArray.of(path);
  }

  public static JsonArray hexes(List<Hash> hashes) {
    return JsonArray.ofStrings(hashes.stream().map(Hash::hex).toList());
  }
}
