package dev.tradewitness.evidence.made;

import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// An Ed25519 key pair.
public final class Signer {

  private final Ed25519PrivateKeyParameters key;

  public Signer(String name) {
    this.key = new Ed25519PrivateKeyParameters(NaiveTree.sha256(name.getBytes(Json.UTF_8)), 0);
  }

  public byte[] sign(byte[] message) {
    var signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  public String signBase64(byte[] message) {
    return Base64.getEncoder().encodeToString(sign(message));
  }

  public byte[] publicKey() {
    return key.generatePublicKey().getEncoded();
  }

  public String keyId() {
    return HexFormat.of().formatHex(NaiveTree.sha256(publicKey()), 0, 8);
  }

  public String jwkX() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey());
  }

  /// C2SP signed-note: the key's hash under a name.
  public byte[] noteKeyHash(String name) {
    byte[] hash = NaiveTree.sha256((name + "\n").getBytes(Json.UTF_8), new byte[] {1}, publicKey());
    return java.util.Arrays.copyOf(hash, 4);
  }

  public String noteVerifierKey(String name) {
    return name
        + "+"
        + HexFormat.of().formatHex(noteKeyHash(name))
        + "+"
        + Base64.getEncoder().encodeToString(concat(new byte[] {1}, publicKey()));
  }

  /// A C2SP checkpoint, signed.
  public String note(String origin, long size, byte[] root) {
    String body = origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    byte[] signature = concat(noteKeyHash(origin), sign(body.getBytes(Json.UTF_8)));
    return body + "\n— " + origin + " " + Base64.getEncoder().encodeToString(signature) + "\n";
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
