package dev.tradewitness.verifier.trust;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.PublishedKeys;
import dev.tradewitness.verifier.evidence.PublishedKeys.Authority;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import dev.tradewitness.verifier.timestamp.TokenTrust;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tsp.TimeStampToken;

/// What the checks of one bundle rest on: the keys and certificates given by who checks, and only
/// where none are given those that the bundle brings itself. What a bundle brings shows that it is
/// whole, not who made it. Not for sharing between threads.
public final class Trust {

  private final List<SigningKey> keys;

  /// Keys given for certain logs only; empty when every checkpoint key may sign for every log.
  private final List<NoteKey> noteKeys;

  private final List<Authority> authorities;
  private final List<X509Certificate> givenCertificates;
  private final boolean keysGiven;

  /// Several checks ask for the same token; following its certificates is the dearest thing done
  /// here. By identity: one token belongs to one anchor.
  private final IdentityHashMap<TimeStampToken, Optional<String>> faults = new IdentityHashMap<>();

  private Trust(Evidence evidence, TrustRoots roots) {
    Optional<PublishedKeys> own = evidence.keys();
    Optional<PublishedKeys> used = roots.keys().or(() -> own);
    this.keys = used.map(PublishedKeys::keys).orElse(List.of());
    this.noteKeys = roots.keys().map(PublishedKeys::noteKeys).orElse(List.of());
    this.authorities = own.map(PublishedKeys::authorities).orElse(List.of());
    this.givenCertificates = roots.certificates();
    this.keysGiven = roots.keys().isPresent();
  }

  public static Trust of(Evidence evidence, TrustRoots roots) {
    return new Trust(evidence, roots);
  }

  /// True when the signing keys were given by who checks.
  public boolean keysGiven() {
    return keysGiven;
  }

  /// True when the authorities' certificates were given by who checks.
  public boolean certificatesGiven() {
    return !givenCertificates.isEmpty();
  }

  /// The key of an id for a purpose.
  public Optional<SigningKey> key(String keyId, Purpose purpose) {
    return keys.stream()
        .filter(key -> key.keyId().equals(keyId) && key.purpose() == purpose)
        .findFirst();
  }

  /// The keys that may sign the checkpoints of an origin.
  public List<NoteKey> noteKeys(String origin) {
    if (!noteKeys.isEmpty()) {
      return noteKeys.stream().filter(key -> key.name().equals(origin)).toList();
    }
    return keys.stream()
        .filter(key -> key.purpose() == Purpose.CHECKPOINT)
        .map(key -> new NoteKey(origin, key.key()))
        .toList();
  }

  /// What is wrong with the signature of an anchor's time-stamp, or empty.
  public Optional<String> fault(Batch.Anchor anchor, TimeStampToken token) {
    return faults.computeIfAbsent(token, unseen -> newFault(anchor, unseen));
  }

  private Optional<String> newFault(Batch.Anchor anchor, TimeStampToken token) {
    List<X509Certificate> certificates = certificates(anchor);
    return certificates.isEmpty()
        ? Optional.of("no CA certificate for %s that can be read".formatted(anchor.identifier()))
        : TokenTrust.fault(token, certificates);
  }

  private List<X509Certificate> certificates(Batch.Anchor anchor) {
    if (certificatesGiven()) {
      return givenCertificates;
    }
    return authorities(anchor).stream()
        .flatMap(authority -> Certificates.ofPem(authority.caPem()).stream())
        .flatMap(List::stream)
        .toList();
  }

  /// What the bundle says of the authority that an anchor names; several when it changed its CA.
  public List<Authority> authorities(Batch.Anchor anchor) {
    return authorities.stream()
        .filter(authority -> authority.identifier().equals(anchor.identifier()))
        .toList();
  }
}
