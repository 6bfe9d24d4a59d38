package dev.tradewitness.anchor.anchoring.rfc3161;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.timestamp.Certificates;
import dev.tradewitness.evidence.timestamp.StampTime;
import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.evidence.timestamp.TimeStampRefusedException;
import dev.tradewitness.evidence.timestamp.TokenTrust;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tsp.TimeStampToken;

/// Every check of a time-stamp before it counts: granted; stamps this imprint; answers this
/// request; signed by an authority under a configured CA; and the time is possible. The verifier
/// uses the same classes, so it accepts every response that passes here.
final class TokenCheck {

  private final List<X509Certificate> authorities;
  private final Duration clockTolerance;

  /// @param caPem one or more PEM certificates
  /// @param clockTolerance at most [StampTime#CLOCK_TOLERANCE] is granted: the verifier grants no
  ///   more
  /// @throws IllegalStateException when there is no certificate in it
  TokenCheck(String caPem, Duration clockTolerance) {
    this.authorities =
        Certificates.ofPem(caPem)
            .orElseThrow(() -> new IllegalStateException("the CA is not a PEM certificate"));
    this.clockTolerance =
        clockTolerance.compareTo(StampTime.CLOCK_TOLERANCE) > 0
            ? StampTime.CLOCK_TOLERANCE
            : clockTolerance;
  }

  /// @param closedAt the token's time must not be before it
  /// @return the time that the token states, in microseconds
  /// @throws TokenRefusedException naming the check that failed
  Instant check(byte[] response, Hash imprint, BigInteger nonce, Instant closedAt, Instant now)
      throws TokenRefusedException {
    TimeStamp stamp = parsed(response);
    TimeStampToken token = stamp.token().orElse(null);
    StampTime time = stamp.time().orElse(null);
    if (!stamp.isGranted() || token == null || time == null) {
      throw new TokenRefusedException("not granted: status %d".formatted(stamp.status()));
    }
    require(
        stamp.imprint().equals(Optional.of(imprint)), "the imprint is not the hash that was sent");
    require(
        stamp.nonce().equals(Optional.of(nonce.toString(16))),
        "the nonce is not the one that was sent");
    String fault = TokenTrust.fault(token, authorities).orElse(null);
    require(fault == null, String.valueOf(fault));
    Instant genTime = time.genTime();
    require(
        !genTime.isBefore(closedAt.minus(clockTolerance)),
        "its time %s is before the batch was closed at %s".formatted(genTime, closedAt));
    require(
        !genTime.isAfter(now.plus(clockTolerance)),
        "its time %s is in the future of %s".formatted(genTime, now));
    return genTime.truncatedTo(ChronoUnit.MICROS);
  }

  private static TimeStamp parsed(byte[] response) throws TokenRefusedException {
    try {
      return TimeStamp.parse(response);
    } catch (TimeStampRefusedException e) {
      throw new TokenRefusedException("not a TimeStampResp: " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String otherwise) throws TokenRefusedException {
    if (!holds) {
      throw new TokenRefusedException(otherwise);
    }
  }
}
