package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/// Checks what the service publishes as somebody outside would: from the published rules and the
/// JDK alone, sharing no code with the product.
public final class Outsider {

  /// RFC 8410: what stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo.
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Outsider() {}

  /// A checkpoint's body lines.
  public record Note(String origin, long size, String rootHex) {

    public byte[] root() {
      return HexFormat.of().parseHex(rootHex);
    }
  }

  /// Reads a C2SP checkpoint after its signature was verified with a verifier key of the same name.
  public static Note note(String text, String verifierKey) {
    int split = text.indexOf("\n\n") + 1;
    String body = text.substring(0, split);
    String[] signatures = text.substring(split + 1).split("\n");
    assertThat(signatures).hasSize(1);
    assertThat(text).endsWith("\n");
    String[] key = verifierKey.split("\\+", 3);
    byte[] typed = Base64.getDecoder().decode(key[2]);
    byte[] name = (key[0] + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] keyHash = Arrays.copyOf(NaiveTree.sha256(name, typed), 4);
    assertThat(HexFormat.of().formatHex(keyHash)).isEqualTo(key[1]);
    assertThat(typed[0]).isEqualTo((byte) 1);

    String[] signature = signatures[0].split(" ");
    assertThat(signature).hasSize(3);
    assertThat(signature[0]).isEqualTo("—");
    assertThat(signature[1]).isEqualTo(key[0]);
    byte[] signed = Base64.getDecoder().decode(signature[2]);
    assertThat(Arrays.copyOf(signed, 4)).isEqualTo(keyHash);
    assertThat(
            verifies(
                Arrays.copyOfRange(typed, 1, 33),
                body.getBytes(StandardCharsets.UTF_8),
                Arrays.copyOfRange(signed, 4, signed.length)))
        .as("signature of %s", text)
        .isTrue();

    String[] lines = body.split("\n");
    assertThat(lines).hasSize(3);
    assertThat(lines[0]).isEqualTo(key[0]);
    byte[] root = Base64.getDecoder().decode(lines[2]);
    return new Note(lines[0], Long.parseLong(lines[1]), HexFormat.of().formatHex(root));
  }

  public static boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
    try {
      byte[] encoded = ByteBuffer.allocate(44).put(ED25519_PREFIX).put(publicKey).array();
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// RFC 8785 for what batch records hold: objects, arrays, strings, integers.
  public static String canonical(JsonValue value) {
    return switch (value) {
      case JsonObject object ->
          new TreeMap<>(object.members())
              .entrySet().stream()
                  .map(member -> quoted(member.getKey()) + ":" + canonical(member.getValue()))
                  .collect(Collectors.joining(",", "{", "}"));
      case JsonArray array ->
          array.elements().stream()
              .map(Outsider::canonical)
              .collect(Collectors.joining(",", "[", "]"));
      case JsonValue.JsonString text -> quoted(text.value());
      case JsonValue.JsonNumber number -> number.text();
      default -> throw new AssertionError("not in batch records: " + value);
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /// The root that an audit path leads to, by RFC 6962's recursion over index and size and by
  /// nothing else.
  public static byte[] rootFrom(byte[] leafData, long index, long size, JsonArray path) {
    byte[][] hashes =
        path.elements().stream()
            .map(hash -> HexFormat.of().parseHex(((JsonValue.JsonString) hash).value()))
            .toArray(byte[][]::new);
    return rootFrom(NaiveTree.sha256(new byte[] {0}, leafData), index, size, hashes, hashes.length);
  }

  private static byte[] rootFrom(byte[] leaf, long index, long size, byte[][] path, int used) {
    if (size == 1) {
      assertThat(used).as("hashes left over").isZero();
      return leaf;
    }
    assertThat(used).as("hashes left for %d of %d", index, size).isPositive();
    long left = Long.highestOneBit(size - 1);
    byte[] sibling = path[used - 1];
    return index < left
        ? NaiveTree.sha256(new byte[] {1}, rootFrom(leaf, index, left, path, used - 1), sibling)
        : NaiveTree.sha256(
            new byte[] {1}, sibling, rootFrom(leaf, index - left, size - left, path, used - 1));
  }

  /// The time that a time-stamp vouches for, after imprint, nonce, signature and chain were
  /// checked.
  public static Instant stampedAt(byte[] response, byte[] imprint, BigInteger nonce, Path ca)
      throws Exception {
    TimeStampResponse parsed = new TimeStampResponse(response);
    assertThat(parsed.getStatus()).isZero();
    TimeStampToken token = parsed.getTimeStampToken();
    assertThat(token.getTimeStampInfo().getMessageImprintAlgOID().getId())
        .isEqualTo("2.16.840.1.101.3.4.2.1");
    assertThat(token.getTimeStampInfo().getMessageImprintDigest()).isEqualTo(imprint);
    assertThat(token.getTimeStampInfo().getNonce()).isEqualTo(nonce);
    @SuppressWarnings("unchecked")
    X509CertificateHolder holder =
        (X509CertificateHolder)
            token.getCertificates().getMatches(token.getSID()).iterator().next();
    X509Certificate signer = new JcaX509CertificateConverter().getCertificate(holder);
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
    assertThat(signer.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.8");
    try (var in = Files.newInputStream(ca)) {
      signer.verify(CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey());
    }
    return token.getTimeStampInfo().getGenTime().toInstant();
  }
}
