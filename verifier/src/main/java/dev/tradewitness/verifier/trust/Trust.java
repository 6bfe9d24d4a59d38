package dev.tradewitness.verifier.trust;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.evidence.timestamp.Certificates;
import dev.tradewitness.evidence.timestamp.TokenTrust;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.PublishedKeys;
import dev.tradewitness.verifier.evidence.PublishedKeys.Authority;
import dev.tradewitness.verifier.evidence.PublishedKeys.Purpose;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import dev.tradewitness.verifier.trust.TrustRoots.TrustedAuthority;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.tsp.TimeStampToken;

/// What the checks of one bundle rest on: the keys and certificates of whoever checks first, and
/// those that the bundle brings itself for what the former do not know. What a bundle brings shows
/// that it is whole, not who made it: [#knows] tells the two apart. Not for sharing between
/// threads.
public final class Trust {

  private final TrustRoots given;
  private final PublishedKeys own;

  /// Several checks ask for the same token, and path building is the most expensive step here. By
  /// identity: one token belongs to one anchor.
  private final IdentityHashMap<TimeStampToken, Standing> standings = new IdentityHashMap<>();

  private Trust(Evidence evidence, TrustRoots roots) {
    this.given = roots;
    this.own = evidence.keys().orElse(new PublishedKeys(List.of(), List.of(), List.of()));
  }

  public static Trust of(Evidence evidence, TrustRoots roots) {
    return new Trust(evidence, roots);
  }

  /// True when whoever checks has given nothing to rest on.
  public boolean isBundlesOwn() {
    return given.isEmpty();
  }

  /// All keys for a purpose; a given one stands before the bundle's own of the same id.
  public List<SigningKey> keys(Purpose purpose) {
    return Stream.of(given.keys(), named(), own.keys())
        .flatMap(List::stream)
        .filter(key -> key.purpose() == purpose)
        .toList();
  }

  private List<SigningKey> named() {
    return given.noteKeys().stream()
        .map(key -> new SigningKey(key.key().keyId(), key.key(), Purpose.CHECKPOINT, null, null))
        .toList();
  }

  /// The key of an id for a purpose.
  public Optional<SigningKey> key(String keyId, Purpose purpose) {
    return keys(purpose).stream().filter(key -> key.keyId().equals(keyId)).findFirst();
  }

  /// True when whoever checks has given this key for any log.
  public boolean knows(SigningKey key) {
    return given.keys().stream()
        .anyMatch(it -> it.purpose() == key.purpose() && it.key().equals(key.key()));
  }

  /// True when whoever checks has given this key for this log.
  public boolean knows(SigningKey key, String origin) {
    List<NoteKey> named = named(origin);
    return named.isEmpty()
        ? knows(key)
        : key.purpose() == Purpose.CHECKPOINT
            && named.stream().anyMatch(it -> it.key().equals(key.key()));
  }

  /// The keys that may sign the checkpoints of an origin: those given for it alone, else all
  /// checkpoint keys.
  public List<NoteKey> noteKeys(String origin) {
    List<NoteKey> named = named(origin);
    return named.isEmpty()
        ? Stream.concat(given.keys().stream(), own.keys().stream())
            .filter(key -> key.purpose() == Purpose.CHECKPOINT)
            .map(key -> new NoteKey(origin, key.key()))
            .distinct()
            .toList()
        : named;
  }

  private List<NoteKey> named(String origin) {
    return given.noteKeys().stream().filter(key -> key.name().equals(origin)).toList();
  }

  /// What the signature of an anchor's time-stamp is worth.
  public Standing standing(Batch.Anchor anchor, TimeStampToken token) {
    return standings.computeIfAbsent(token, unseen -> judged(anchor, unseen));
  }

  private Standing judged(Batch.Anchor anchor, TimeStampToken token) {
    Reach best = Reach.NONE;
    for (TrustedAuthority authority : given.authorities()) {
      if (authority.reach().compareTo(best) > 0
          && TokenTrust.fault(token, authority.certificates()).isEmpty()) {
        best = authority.reach();
      }
    }
    return best == Reach.NONE ? byOwnWord(anchor, token) : new Standing.Holds(capped(anchor, best));
  }

  // The maker's label is his word. It is believed where it makes less of the anchor, not more.
  private static Reach capped(Batch.Anchor anchor, Reach reach) {
    return anchor.trust().equals("LOCAL") ? Reach.LOCAL : reach;
  }

  private Standing byOwnWord(Batch.Anchor anchor, TimeStampToken token) {
    List<X509Certificate> certificates =
        authorities(anchor).stream()
            .flatMap(authority -> Certificates.ofPem(authority.caPem()).stream())
            .flatMap(List::stream)
            .toList();
    if (certificates.isEmpty()) {
      return new Standing.Refused(
          "no CA certificate for %s that can be read".formatted(anchor.identifier()));
    }
    return TokenTrust.fault(token, certificates)
        .<Standing>map(Standing.Refused::new)
        .orElse(new Standing.Holds(Reach.UNKNOWN));
  }

  /// What the bundle says of the authority that an anchor names; several when it changed its CA.
  public List<Authority> authorities(Batch.Anchor anchor) {
    var named = new ArrayList<Authority>();
    for (Authority authority : own.authorities()) {
      if (authority.identifier().equals(anchor.identifier())) {
        named.add(authority);
      }
    }
    return named;
  }
}
