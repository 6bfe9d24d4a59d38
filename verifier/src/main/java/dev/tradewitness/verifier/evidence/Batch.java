package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.BundleMembers;
import dev.tradewitness.evidence.format.ConformanceTier;
import dev.tradewitness.evidence.format.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// `batches/…`: the batch record.
///
/// @param json the whole record, for its hash
/// @param signature base64 of the signature over the Merkle root
/// @param recordSignature base64 of the signature over the batch hash
public record Batch(
    String path,
    JsonObject json,
    String batchId,
    String policyId,
    ConformanceTier tier,
    String merkleAlgo,
    Hash merkleRoot,
    long eventCount,
    long first,
    long last,
    String firstEventId,
    String lastEventId,
    Instant firstTimestamp,
    Instant lastTimestamp,
    Hash previousBatchHash,
    OwnCheckpoint checkpoint,
    Instant closedAt,
    Hash batchHash,
    String signAlgo,
    String signingKeyId,
    String signature,
    String recordSignature,
    List<Anchor> anchors) {

  private static final int ANCHORS_MAX = 100;

  /// The checkpoint that the record carries.
  public record OwnCheckpoint(long size, Hash root, String note) {}

  /// One attempt to have the root witnessed.
  ///
  /// @param index its place in the record's list, which names its time-stamp's file
  /// @param imprint what the record says was stamped
  /// @param stampedAt when the record says it was stamped
  /// @param proof for RFC3161 the response in base64
  public record Anchor(
      int index,
      String type,
      String identifier,
      String trust,
      String status,
      Optional<String> nonce,
      Optional<Hash> imprint,
      Optional<Instant> stampedAt,
      Optional<String> proof) {

    public boolean isConfirmedTimeStamp() {
      return type.equals("RFC3161") && status.equals("CONFIRMED");
    }
  }

  static Batch read(String path, Fields fields) throws MalformedException {
    fields.only(BundleMembers.RECORD).base64("signature");
    fields.base64("record_signature");
    return new Batch(
        path,
        fields.json(),
        fields.text("batch_id"),
        fields.policyId("policy_id"),
        ConformanceTier.valueOf(fields.oneOf("conformance_tier", "SILVER", "GOLD", "PLATINUM")),
        fields.text("merkle_algo"),
        fields.hash("merkle_root"),
        fields.count("event_count"),
        fields.count("first_sequence"),
        fields.count("last_sequence"),
        fields.text("first_event_id"),
        fields.text("last_event_id"),
        fields.time("first_timestamp"),
        fields.time("last_timestamp"),
        fields.hash("previous_batch_hash"),
        checkpoint(fields.object("checkpoint").only(BundleMembers.CHECKPOINT)),
        fields.time("closed_at"),
        fields.hash("batch_hash"),
        fields.text("sign_algo"),
        fields.text("signing_key_id"),
        fields.text("signature"),
        fields.text("record_signature"),
        anchors(fields));
  }

  private static OwnCheckpoint checkpoint(Fields fields) throws MalformedException {
    return new OwnCheckpoint(fields.count("size"), fields.hash("root"), fields.text("note"));
  }

  private static List<Anchor> anchors(Fields fields) throws MalformedException {
    var anchors = new ArrayList<Anchor>();
    for (Fields anchor : fields.objects("anchors", ANCHORS_MAX)) {
      anchor.only(BundleMembers.ANCHOR);
      anchors.add(
          new Anchor(
              anchors.size(),
              anchor.oneOf("type", "RFC3161", "OPENTIMESTAMPS", "WITNESS"),
              anchor.text("identifier"),
              anchor.oneOf("trust", "EXTERNAL", "LOCAL"),
              anchor.oneOf("status", "PENDING", "SUBMITTED", "CONFIRMED", "FAILED"),
              Optional.ofNullable(anchor.textOrNull("nonce")),
              Optional.ofNullable(anchor.hashOrNull("imprint")),
              Optional.ofNullable(anchor.timeOrNull("stamped_at")),
              Optional.ofNullable(anchor.textOrNull("proof"))));
    }
    return List.copyOf(anchors);
  }

  public byte[] signatureBytes() {
    return Base64.getDecoder().decode(signature);
  }

  public byte[] recordSignatureBytes() {
    return Base64.getDecoder().decode(recordSignature);
  }

  public boolean holds(Place place) {
    return policyId.equals(place.policyId())
        && first <= place.sequence()
        && place.sequence() <= last;
  }

  @Override
  public String toString() {
    return "batch " + batchId;
  }
}
