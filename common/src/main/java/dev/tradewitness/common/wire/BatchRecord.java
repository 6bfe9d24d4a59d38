package dev.tradewitness.common.wire;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.util.Set;

/// The batch record of `vcp.anchors`, of the anchor's answers and of evidence bundles: which of its
/// members never change once the batch is closed, and the hash over them.
public final class BatchRecord {

  /// Covered by [#batchHash] and by `record_signature`. Not covered: `batch_hash`, `signature`
  /// (over `merkle_root`), `record_signature`, `anchored_at`, `status`, `anchors`.
  public static final Set<String> IMMUTABLE_MEMBERS =
      Set.of(
          "batch_id",
          "policy_id",
          "conformance_tier",
          "merkle_algo",
          "merkle_root",
          "event_count",
          "first_sequence",
          "last_sequence",
          "first_event_id",
          "last_event_id",
          "first_timestamp",
          "last_timestamp",
          "previous_batch_hash",
          "checkpoint",
          "sign_algo",
          "signing_key_id",
          "closed_at");

  /// `previous_batch_hash` of a stream's first batch.
  public static final Hash NO_PREVIOUS = new Hash(new byte[Hash.BYTES]);

  private BatchRecord() {}

  /// SHA-256 over RFC 8785 of the record's immutable members.
  public static Hash batchHash(JsonObject record) throws JsonRefusedException {
    return Hash.of(CanonicalJson.bytes(record.only(IMMUTABLE_MEMBERS)));
  }
}
