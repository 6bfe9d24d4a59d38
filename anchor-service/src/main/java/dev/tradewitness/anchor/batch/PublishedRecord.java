package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.checkpoint.SigningKey;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import dev.tradewitness.common.wire.BatchRecord;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A batch record that came back from where it was published, and that one of our keys has signed.
/// Anybody can write to Kafka: a record without such a signature is none.
///
/// @param signed the head of the log that the record names
/// @param json the record as it was read
record PublishedRecord(
    UUID batchId,
    PolicyId policyId,
    long firstSequence,
    long lastSequence,
    Hash batchHash,
    TreeHead signed,
    JsonObject json) {

  /// Empty when it is not ours or not well formed.
  static Optional<PublishedRecord> of(JsonObject json, List<SigningKey> keys) {
    try {
      Hash batchHash = BatchRecord.batchHash(json);
      return isSigned(json, batchHash, keys)
          ? Optional.of(read(json, batchHash))
          : Optional.empty();
    } catch (JsonRefusedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSigned(JsonObject json, Hash batchHash, List<SigningKey> keys) {
    byte[] signature = Base64.getDecoder().decode(required(json.string("record_signature")));
    String keyId = json.string("signing_key_id");
    return keys.stream()
        .filter(key -> key.keyId().equals(keyId))
        .anyMatch(key -> key.publicKey().verifies(batchHash.bytes(), signature));
  }

  private static PublishedRecord read(JsonObject json, Hash batchHash) {
    JsonObject checkpoint = json.object("checkpoint");
    if (checkpoint == null) {
      throw new IllegalArgumentException("no checkpoint");
    }
    return new PublishedRecord(
        UUID.fromString(required(json.string("batch_id"))),
        new PolicyId(required(json.string("policy_id"))),
        Long.parseLong(required(json.text("first_sequence"))),
        Long.parseLong(required(json.text("last_sequence"))),
        batchHash,
        new TreeHead(
            Long.parseLong(required(checkpoint.text("size"))),
            Hash.ofHex(required(checkpoint.string("root")))),
        json);
  }

  private static String required(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("a member is missing");
    }
    return text;
  }
}
