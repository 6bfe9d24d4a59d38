package dev.tradewitness.anchor;

import dev.tradewitness.kit.signing.Ed25519Signer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/// An event as capture would store it. Its document is written in canonical form by hand, so that
/// its hash is plain SHA-256 and owes nothing to the product.
public record TestEvent(
    String policyId, long sequence, UUID eventId, String document, long receivedAtMicros) {

  public static TestEvent of(String policyId, long sequence, String note) {
    UUID id =
        new UUID(
            0x0193_0000_0000_7000L | sequence & 0xFFF,
            0x8000_0000_0000_0000L ^ policyId.hashCode() ^ sequence << 20);
    String canonical =
        ("{\"header\":{\"event_id\":\"%s\",\"event_type\":\"ORD\",\"symbol\":\"BTC-USD\"},"
                + "\"payload\":{\"note\":\"%s\",\"n\":%d}}")
            .formatted(id, note, sequence)
            .replace(
                "{\"note\":\"" + note + "\",\"n\":" + sequence + "}",
                "{\"n\":" + sequence + ",\"note\":\"" + note + "\"}");
    return new TestEvent(policyId, sequence, id, canonical, System.currentTimeMillis() * 1000);
  }

  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The message on `vcp.events` as a stream sends it whose every event capture signs.
  public ProducerRecord<byte[], byte[]> message() {
    return signed(CapturePeer.SIGNER);
  }

  /// With a signature over the hash, by whomever.
  public ProducerRecord<byte[], byte[]> signed(Ed25519Signer signer) {
    var message = unsigned();
    message.headers().add("signature", signer.sign(hash()));
    message
        .headers()
        .add("signing_key_id", signer.publicKey().keyId().getBytes(StandardCharsets.US_ASCII));
    return message;
  }

  /// The message on `vcp.events`, its partition by the published rule: the first 8 bytes of SHA-256
  /// over the key, modulo 8.
  public ProducerRecord<byte[], byte[]> unsigned() {
    byte[] key = policyId.getBytes(StandardCharsets.UTF_8);
    var message =
        new ProducerRecord<>(
            "vcp.events", partition(policyId), key, document.getBytes(StandardCharsets.UTF_8));
    message.headers().add("sequence", longBytes(sequence));
    message
        .headers()
        .add(
            "event_id",
            ByteBuffer.allocate(16)
                .putLong(eventId.getMostSignificantBits())
                .putLong(eventId.getLeastSignificantBits())
                .array());
    message.headers().add("event_hash", hash());
    message.headers().add("received_at", longBytes(receivedAtMicros));
    message.headers().add("conformance_tier", "GOLD".getBytes(StandardCharsets.US_ASCII));
    return message;
  }

  public static int partition(String policyId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(policyId.getBytes(StandardCharsets.UTF_8));
      return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }
}
