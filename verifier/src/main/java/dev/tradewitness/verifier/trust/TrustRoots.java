package dev.tradewitness.verifier.trust;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.verifier.evidence.Fields;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.evidence.PublishedKeys;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Keys and certificates that who checks has obtained in another way than from the bundle.
///
/// @param keys absent when none were given
/// @param certificates empty when none were given
public record TrustRoots(Optional<PublishedKeys> keys, List<X509Certificate> certificates) {

  public static final TrustRoots NONE = new TrustRoots(Optional.empty(), List.of());

  public TrustRoots {
    certificates = List.copyOf(certificates);
  }

  /// These, and the keys of a file: JSON as `GET /vcp/keys` answers it, or verifier keys of C2SP
  /// one a line, which stand for checkpoints and batches only.
  public TrustRoots withKeys(byte[] file) throws MalformedException {
    String text = new String(file, StandardCharsets.UTF_8);
    PublishedKeys read = text.stripLeading().startsWith("{") ? ofJson(file) : ofLines(text);
    if (read.keys().isEmpty()) {
      throw new MalformedException("holds no key");
    }
    return new TrustRoots(Optional.of(read), certificates);
  }

  /// These, and the CA certificates of a file in PEM.
  public TrustRoots withCertificates(byte[] file) throws MalformedException {
    return new TrustRoots(
        keys,
        Certificates.ofPem(new String(file, StandardCharsets.UTF_8))
            .orElseThrow(() -> new MalformedException("holds no certificate in PEM")));
  }

  private static PublishedKeys ofJson(byte[] file) throws MalformedException {
    try {
      // Which key may sign for which log, the owner's list of keys does not limit.
      List<SigningKey> keys =
          PublishedKeys.read(Fields.of(Json.parseObject(file, Fields.LIMITS))).keys();
      return new PublishedKeys(keys, List.of(), List.of());
    } catch (JsonRefusedException e) {
      throw new MalformedException(e.code() + " " + e.pointer() + ": " + e.getMessage());
    }
  }

  private static PublishedKeys ofLines(String text) throws MalformedException {
    var noteKeys = new ArrayList<NoteKey>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        noteKeys.add(PublishedKeys.noteKey(line));
      }
    }
    List<SigningKey> keys =
        noteKeys.stream()
            .map(
                key -> new SigningKey(key.key().keyId(), key.key(), Purpose.CHECKPOINT, null, null))
            .toList();
    return new PublishedKeys(keys, noteKeys, List.of());
  }
}
