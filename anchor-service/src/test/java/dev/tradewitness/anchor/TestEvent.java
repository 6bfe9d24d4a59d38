package dev.tradewitness.anchor;

import dev.tradewitness.kit.signing.Ed25519Signer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    return sha256(document.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The message on `vcp.events` as capture sends it.
  public ProducerRecord<byte[], byte[]> message() {
    return sealed(CapturePeer.SIGNER);
  }

  /// With a seal of its place, by whomever.
  public ProducerRecord<byte[], byte[]> sealed(Ed25519Signer signer) {
    return sealed(bare(), signer);
  }

  /// Adds a seal of one place alone to a message, over what its key and headers say now. Written
  /// from the published layout, and owes nothing to the product.
  static ProducerRecord<byte[], byte[]> sealed(
      ProducerRecord<byte[], byte[]> message, Ed25519Signer signer) {
    byte[] place =
        concat(
            header(message, "sequence"),
            header(message, "received_at"),
            header(message, "event_id"),
            header(message, "event_hash"),
            message.key(),
            new byte[] {'\n'},
            header(message, "conformance_tier"));
    byte[] root = sha256(concat(new byte[] {0}, place));
    byte[] signed =
        concat("tradewitness places 1\n".getBytes(StandardCharsets.US_ASCII), new byte[] {1}, root);
    message.headers().remove("place_seal");
    message
        .headers()
        .add(
            "place_seal",
            concat(
                new byte[] {1},
                HexFormat.of().parseHex(signer.publicKey().keyId()),
                new byte[] {1, 0},
                signer.sign(signed)));
    return message;
  }

  private static byte[] header(ProducerRecord<byte[], byte[]> message, String name) {
    return message.headers().lastHeader(name).value();
  }

  private static byte[] concat(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /// The message on `vcp.events` without a seal, its partition by the published rule: the first 8
  /// bytes of SHA-256 over the key, modulo 8.
  public ProducerRecord<byte[], byte[]> bare() {
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
    byte[] hash = sha256(policyId.getBytes(StandardCharsets.UTF_8));
    return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), 8);
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }
}
