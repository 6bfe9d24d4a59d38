package dev.tradewitness.verifier.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/// A time-stamp response (RFC 3161 section 2.4.2), read but not believed.
public final class TimeStamp {

  private static final int BYTES_MAX = 256 * 1024;
  private static final String SHA_256 = "2.16.840.1.101.3.4.2.1";

  private final int status;
  private final @Nullable TimeStampToken token;

  private TimeStamp(int status, @Nullable TimeStampToken token) {
    this.status = status;
    this.token = token;
  }

  /// @throws TimeStampRefusedException for anything but a response in DER
  public static TimeStamp parse(byte[] bytes) throws TimeStampRefusedException {
    if (bytes.length > BYTES_MAX) {
      throw new TimeStampRefusedException("a response of more than " + BYTES_MAX + " bytes");
    }
    DerShape.require(bytes);
    try {
      var response = new TimeStampResponse(bytes);
      TimeStampToken token = response.getTimeStampToken();
      if (token != null) {
        DerShape.require(token.getTimeStampInfo().getEncoded());
      }
      return new TimeStamp(response.getStatus(), token);
    } catch (TSPException | IOException e) {
      throw new TimeStampRefusedException("no time-stamp response: " + e.getMessage());
    } catch (RuntimeException e) {
      // The ASN.1 classes answer a value of the wrong type with whatever exception comes first.
      throw new TimeStampRefusedException(
          "no time-stamp response: " + e.getClass().getSimpleName());
    }
  }

  /// True for granted (0) and granted with modifications (1).
  public boolean isGranted() {
    return status == 0 || status == 1;
  }

  /// PKIStatus of RFC 3161.
  public int status() {
    return status;
  }

  /// The token, where the authority gave one.
  public Optional<TimeStampToken> token() {
    return Optional.ofNullable(token);
  }

  /// What was stamped, as SHA-256 in hex; empty for a token under another hash function.
  public Optional<String> imprint() {
    return info()
        .filter(info -> isPlainSha256(info.getHashAlgorithm()))
        .map(info -> HexFormat.of().formatHex(info.getMessageImprintDigest()));
  }

  private static boolean isPlainSha256(AlgorithmIdentifier algorithm) {
    return algorithm.getAlgorithm().getId().equals(SHA_256);
  }

  /// The nonce in lowercase hex without leading zeros.
  public Optional<String> nonce() {
    return info().map(TimeStampTokenInfo::getNonce).map(TimeStamp::hex);
  }

  private static String hex(BigInteger nonce) {
    return nonce.toString(16);
  }

  /// When the authority says it saw the imprint.
  public Optional<Instant> genTime() {
    return info().map(info -> info.getGenTime().toInstant());
  }

  private Optional<TimeStampTokenInfo> info() {
    return token().map(TimeStampToken::getTimeStampInfo);
  }
}
