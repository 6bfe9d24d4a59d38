package dev.tradewitness.evidence.timestamp;

import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
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
  private final @Nullable StampTime time;

  private TimeStamp(int status, @Nullable TimeStampToken token, @Nullable StampTime time) {
    this.status = status;
    this.token = token;
    this.time = time;
  }

  /// @throws TimeStampRefusedException for anything but a response in DER
  public static TimeStamp parse(byte[] bytes) throws TimeStampRefusedException {
    if (bytes.length > BYTES_MAX) {
      throw new TimeStampRefusedException("a response of more than " + BYTES_MAX + " bytes");
    }
    DerShape.require(bytes);
    if (isToken(bytes)) {
      throw new TimeStampRefusedException(
          "a time-stamp token, not a response: the token alone does not say that it was granted");
    }
    try {
      var response = new TimeStampResponse(bytes);
      TimeStampToken token = response.getTimeStampToken();
      if (token == null) {
        return new TimeStamp(response.getStatus(), null, null);
      }
      DerShape.require(token.getTimeStampInfo().getEncoded());
      return new TimeStamp(response.getStatus(), token, StampTime.of(token.getTimeStampInfo()));
    } catch (TSPException | IOException e) {
      throw new TimeStampRefusedException("not a time-stamp response: " + e.getMessage());
    } catch (RuntimeException e) {
      // The ASN.1 classes answer a value of the wrong type with whatever exception comes first.
      throw new TimeStampRefusedException("not a time-stamp response: its values do not fit");
    }
  }

  /// True for a CMS ContentInfo, which is what a token is outside its response.
  private static boolean isToken(byte[] bytes) {
    try {
      return ASN1Sequence.getInstance(bytes).getObjectAt(0) instanceof ASN1ObjectIdentifier type
          && type.equals(PKCSObjectIdentifiers.signedData);
    } catch (RuntimeException e) {
      return false;
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

  /// What was stamped; empty for a token under another hash function than SHA-256.
  public Optional<Hash> imprint() {
    return info()
        .filter(info -> info.getHashAlgorithm().getAlgorithm().getId().equals(SHA_256))
        .map(TimeStampTokenInfo::getMessageImprintDigest)
        .filter(digest -> digest.length == Hash.BYTES)
        .map(Hash::new);
  }

  /// The nonce in lowercase hex without leading zeros.
  public Optional<String> nonce() {
    return info().map(TimeStampTokenInfo::getNonce).map(TimeStamp::hex);
  }

  private static String hex(BigInteger nonce) {
    return nonce.toString(16);
  }

  /// When the authority says it saw the imprint.
  public Optional<StampTime> time() {
    return Optional.ofNullable(time);
  }

  private Optional<TimeStampTokenInfo> info() {
    return token().map(TimeStampToken::getTimeStampInfo);
  }
}
