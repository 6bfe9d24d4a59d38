package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.format.ConformanceTier;
import dev.tradewitness.evidence.timestamp.StampTime;
import dev.tradewitness.verifier.check.ProvenTimes.Proven;
import dev.tradewitness.verifier.evidence.PublishedKeys.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether a key was in use when it signed. Who steals a key that has ended dates his work back
/// into its time; so a signature must also be proven to have existed soon after the key's end. Some
/// time has to be granted: what is signed in the key's last minute is stamped later.
final class KeyUse {

  private KeyUse() {}

  /// A batch is stamped at most two intervals of its tier after it was closed.
  static void requireOfBatch(
      String where, SigningKey key, Optional<Proven> proven, Findings findings) {
    proven.ifPresent(it -> requireProven(where, key, it, tier(it).delayMax(), findings));
  }

  /// An event waits for its batch's close for up to one interval more.
  static void requireOfEvent(
      String where, SigningKey key, Optional<Proven> proven, Findings findings) {
    proven.ifPresent(it ->
        requireProven(where, key, it, tier(it).delayMax().plus(tier(it).interval()), findings));
  }

  private static ConformanceTier tier(Proven proven) {
    return proven.batch().tier();
  }

  private static void requireProven(
      String where, SigningKey key, Proven proven, Duration grace, Findings findings) {
    Instant notAfter = key.notAfter();
    if (notAfter != null
        && proven.latest().isAfter(notAfter.plus(grace).plus(StampTime.CLOCK_TOLERANCE))) {
      findings.add(
          where,
          "key %s ended at %s; %s is first proven to exist at %s, more than %s later",
          key.keyId(),
          notAfter,
          proven.batch(),
          proven.time(),
          grace);
    }
  }

  /// The signer's own time, which must not contradict the key's.
  static void requireStated(
      String where, String what, Instant stated, SigningKey key, Findings findings) {
    Instant notBefore = key.notBefore();
    Instant notAfter = key.notAfter();
    if (notBefore != null && stated.isBefore(notBefore.minus(StampTime.CLOCK_TOLERANCE))
        || notAfter != null && stated.isAfter(notAfter.plus(StampTime.CLOCK_TOLERANCE))) {
      findings.add(
          where,
          "%s at %s, key %s was in use from %s to %s",
          what,
          stated,
          key.keyId(),
          notBefore,
          notAfter);
    }
  }
}
