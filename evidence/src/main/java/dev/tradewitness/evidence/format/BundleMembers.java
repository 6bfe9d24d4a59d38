package dev.tradewitness.evidence.format;

import dev.tradewitness.common.wire.BatchRecord;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The member names of each JSON object in a bundle. A name that is not listed is refused: it would
/// otherwise stand under a PASS that says nothing about it.
public final class BundleMembers {

  public static final Set<String> MANIFEST = Set.of("format", "origin", "streams", "members");
  public static final Set<String> STREAM = Set.of("policy_id", "first_sequence", "last_sequence");
  public static final Set<String> MEMBER = Set.of("path", "sha256", "size");

  public static final Set<String> PROOF =
      Set.of(
          "event_id",
          "event_hash",
          "hash_profile",
          "policy_id",
          "sequence",
          "received_at",
          "security",
          "merkle_algo",
          "batch",
          "log");
  public static final Set<String> SECURITY =
      Set.of(
          "version",
          "event_hash",
          "hash_algo",
          "hash_profile",
          "signature",
          "sign_algo",
          "signing_key_id");
  public static final Set<String> IN_BATCH =
      Set.of("batch_id", "merkle_root", "leaf_index", "tree_size", "audit_path");
  public static final Set<String> STEP = Set.of("hash", "position");
  public static final Set<String> IN_LOG =
      Set.of("origin", "leaf_index", "tree_size", "root", "audit_path", "checkpoint");

  /// Members of a batch record that no signature covers, and the signatures themselves.
  public static final Set<String> RECORD_MUTABLE =
      Set.of("batch_hash", "signature", "record_signature", "anchored_at", "status", "anchors");

  public static final Set<String> RECORD =
      Stream.concat(BatchRecord.IMMUTABLE_MEMBERS.stream(), RECORD_MUTABLE.stream())
          .collect(Collectors.toUnmodifiableSet());
  public static final Set<String> CHECKPOINT = Set.of("size", "root", "note");
  public static final Set<String> ANCHOR =
      Set.of(
          "type",
          "identifier",
          "url",
          "trust",
          "status",
          "attempts",
          "imprint",
          "nonce",
          "submitted_at",
          "confirmed_at",
          "stamped_at",
          "proof",
          "error");

  public static final Set<String> CONSISTENCY = Set.of("first", "second", "path");

  public static final Set<String> KEYS = Set.of("keys", "note_keys", "time_stamp_authorities");
  public static final Set<String> KEY =
      Set.of("kty", "crv", "x", "kid", "use", "purpose", "not_before", "not_after");
  public static final Set<String> AUTHORITY = Set.of("identifier", "trust", "ca_pem");

  private BundleMembers() {}
}
