package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.BundleMembers;
import dev.tradewitness.evidence.format.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `proofs/…`: an event's place and the paths from it to the batch root and to a checkpoint.
public record Proof(
    String path,
    Place place,
    String eventId,
    Hash eventHash,
    String hashProfile,
    String policyId,
    long sequence,
    Instant receivedAt,
    Security security,
    String merkleAlgo,
    InBatch batch,
    InLog log) {

  // A path in a tree of 2^53 leaves; RFC 6962 needs no more.
  private static final int PATH_MAX = 63;

  /// What capture answered about hash and signature.
  ///
  /// @param signature absent where the stream is signed by checkpoint only
  public record Security(
      Hash eventHash, String hashAlgo, String hashProfile, Optional<Signature> signature) {}

  /// Ed25519 over the 32 bytes of the event hash.
  ///
  /// @param base64 the 64 bytes
  public record Signature(String base64, String algorithm, String keyId) {

    public byte[] bytes() {
      return java.util.Base64.getDecoder().decode(base64);
    }
  }

  /// A path in the batch's tree; `sides` is what the maker wrote, for comparison only.
  public record InBatch(
      String batchId,
      Hash merkleRoot,
      long leafIndex,
      long treeSize,
      List<Hash> path,
      List<Side> sides) {}

  /// Where a sibling stands.
  public enum Side {
    LEFT,
    RIGHT
  }

  /// A path in the stream's log up to a checkpoint.
  ///
  /// @param checkpoint the checkpoint's path in the bundle
  public record InLog(
      String origin,
      long leafIndex,
      long treeSize,
      Hash root,
      List<Hash> path,
      String checkpoint) {}

  static Proof read(String path, Place place, Fields fields) throws MalformedException {
    fields.only(BundleMembers.PROOF);
    return new Proof(
        path,
        place,
        fields.text("event_id"),
        fields.hash("event_hash"),
        fields.text("hash_profile"),
        fields.policyId("policy_id"),
        fields.count("sequence"),
        fields.time("received_at"),
        security(fields.object("security").only(BundleMembers.SECURITY)),
        fields.text("merkle_algo"),
        inBatch(fields.object("batch").only(BundleMembers.IN_BATCH)),
        inLog(fields.object("log").only(BundleMembers.IN_LOG)));
  }

  private static Security security(Fields fields) throws MalformedException {
    return new Security(
        fields.hash("event_hash"),
        fields.text("hash_algo"),
        fields.text("hash_profile"),
        signature(fields));
  }

  private static Optional<Signature> signature(Fields fields) throws MalformedException {
    @Nullable String signature = fields.textOrNull("signature");
    if (signature == null) {
      return Optional.empty();
    }
    fields.base64("signature");
    return Optional.of(
        new Signature(signature, fields.text("sign_algo"), fields.text("signing_key_id")));
  }

  private static InBatch inBatch(Fields fields) throws MalformedException {
    var path = new ArrayList<Hash>();
    var sides = new ArrayList<Side>();
    for (Fields step : fields.objects("audit_path", PATH_MAX)) {
      step.only(BundleMembers.STEP);
      path.add(step.hash("hash"));
      sides.add(step.oneOf("position", "left", "right").equals("left") ? Side.LEFT : Side.RIGHT);
    }
    return new InBatch(
        fields.text("batch_id"),
        fields.hash("merkle_root"),
        fields.count("leaf_index"),
        fields.count("tree_size"),
        List.copyOf(path),
        List.copyOf(sides));
  }

  private static InLog inLog(Fields fields) throws MalformedException {
    return new InLog(
        fields.origin("origin"),
        fields.count("leaf_index"),
        fields.count("tree_size"),
        fields.hash("root"),
        List.copyOf(fields.hashes("audit_path", PATH_MAX)),
        fields.text("checkpoint"));
  }
}
