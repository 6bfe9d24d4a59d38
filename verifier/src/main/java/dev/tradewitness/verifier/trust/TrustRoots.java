package dev.tradewitness.verifier.trust;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.evidence.timestamp.Certificates;
import dev.tradewitness.verifier.evidence.Fields;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.evidence.PublishedKeys;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Keys and certificates that whoever checks has obtained in another way than from the bundle.
///
/// @param keys may sign for any log
/// @param noteKeys each signs for the log it names; no other key does
public record TrustRoots(
    List<SigningKey> keys, List<NoteKey> noteKeys, List<TrustedAuthority> authorities) {

  /// The format of a policy file.
  public static final String FORMAT = "tradewitness-trust/1";

  public static final TrustRoots NONE = new TrustRoots(List.of(), List.of(), List.of());

  /// A time-stamp authority.
  ///
  /// @param reach LOCAL or EXTERNAL
  public record TrustedAuthority(Reach reach, List<X509Certificate> certificates) {
    public TrustedAuthority {
      certificates = List.copyOf(certificates);
    }
  }

  public TrustRoots {
    keys = List.copyOf(keys);
    noteKeys = List.copyOf(noteKeys);
    authorities = List.copyOf(authorities);
  }

  /// True when nothing was given.
  public boolean isEmpty() {
    return keys.isEmpty() && noteKeys.isEmpty() && authorities.isEmpty();
  }

  private TrustRoots plus(TrustRoots more) {
    return new TrustRoots(
        joined(keys, more.keys),
        joined(noteKeys, more.noteKeys),
        joined(authorities, more.authorities));
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /// These, and what a policy file names: `format`, and the members of a bundle's `keys.json`, of
  /// which `time_stamp_authorities` gives each authority its trust.
  public TrustRoots withPolicy(byte[] file) throws MalformedException {
    PublishedKeys policy = PublishedKeys.readPolicy(fields(text(file)), FORMAT);
    var authorities = new ArrayList<TrustedAuthority>();
    for (PublishedKeys.Authority authority : policy.authorities()) {
      authorities.add(
          new TrustedAuthority(Reach.valueOf(authority.trust()), certificates(authority.caPem())));
    }
    var roots = new TrustRoots(policy.keys(), policy.noteKeys(), authorities);
    if (roots.isEmpty()) {
      throw new MalformedException("names no key and no authority");
    }
    return plus(roots);
  }

  /// These, and the keys of a file: JSON as `GET /vcp/keys` answers it, or verifier keys of C2SP
  /// one a line, which stand for checkpoints and batches of their log only.
  public TrustRoots withKeys(byte[] file) throws MalformedException {
    String text = text(file);
    // Which key may sign for which log, the owner's list of keys does not limit.
    TrustRoots read =
        text.stripLeading().startsWith("{")
            ? new TrustRoots(PublishedKeys.read(fields(text)).keys(), List.of(), List.of())
            : new TrustRoots(List.of(), lines(text), List.of());
    if (read.isEmpty()) {
      throw new MalformedException("holds no key");
    }
    return plus(read);
  }

  /// These, and the CA certificates of a file in PEM, of authorities that the log's operator does
  /// not run.
  public TrustRoots withCertificates(byte[] file) throws MalformedException {
    var authority = new TrustedAuthority(Reach.EXTERNAL, certificates(text(file)));
    return plus(new TrustRoots(List.of(), List.of(), List.of(authority)));
  }

  /// The file's text, without the byte order mark that editors put in front.
  private static String text(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Fields fields(String text) throws MalformedException {
    try {
      return Fields.of(Json.parseObject(text.getBytes(StandardCharsets.UTF_8), Fields.LIMITS));
    } catch (JsonRefusedException e) {
      throw new MalformedException(e.code() + " " + e.pointer() + ": " + e.getMessage());
    }
  }

  private static List<X509Certificate> certificates(String pem) throws MalformedException {
    return Certificates.ofPem(pem)
        .orElseThrow(() -> new MalformedException("holds no certificate in PEM"));
  }

  private static List<NoteKey> lines(String text) throws MalformedException {
    var noteKeys = new ArrayList<NoteKey>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        noteKeys.add(PublishedKeys.noteKey(line));
      }
    }
    return noteKeys;
  }
}
