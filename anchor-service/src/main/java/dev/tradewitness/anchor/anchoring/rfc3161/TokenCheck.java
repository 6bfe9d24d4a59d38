package dev.tradewitness.anchor.anchoring.rfc3161;

import dev.tradewitness.common.crypto.Hash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/// Every check of a time-stamp before it counts, in the order of RFC 3161 section 2.2 and RFC 5816:
/// granted; stamps this root; answers this request; signed by the certificate it names; that
/// certificate is for time-stamping only, chains to a configured CA and was valid at the time
/// stated; and the time is possible.
final class TokenCheck {

  private final Set<TrustAnchor> anchors;
  private final Duration clockTolerance;

  /// @param caPem one or more PEM certificates
  TokenCheck(String caPem, Duration clockTolerance) {
    this.anchors =
        certificates(caPem).stream()
            .map(certificate -> new TrustAnchor(certificate, null))
            .collect(Collectors.toUnmodifiableSet());
    this.clockTolerance = clockTolerance;
  }

  private static List<X509Certificate> certificates(String pem) {
    try {
      var read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      if (read.isEmpty()) {
        throw new IllegalStateException("a CA file without a certificate");
      }
      return read.stream().map(X509Certificate.class::cast).toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the CA is no PEM certificate", e);
    }
  }

  /// @param closedAt the token's time must not be before it
  /// @return the time that the token states
  /// @throws TokenRefusedException naming the check that failed
  Instant check(byte[] response, Hash imprint, BigInteger nonce, Instant closedAt, Instant now)
      throws TokenRefusedException {
    try {
      return checked(response, imprint, nonce, closedAt, now);
    } catch (RuntimeException e) {
      // BC reads certificates and attributes when they are first asked for, and throws whatever
      // the reading meets: bytes of somebody else must not break the job off.
      throw new TokenRefusedException("unreadable: " + e.getMessage(), e);
    }
  }

  private Instant checked(
      byte[] response, Hash imprint, BigInteger nonce, Instant closedAt, Instant now)
      throws TokenRefusedException {
    TimeStampToken token = granted(response);
    var info = token.getTimeStampInfo();
    require(
        TSPAlgorithms.SHA256.equals(info.getMessageImprintAlgOID())
            && Arrays.equals(imprint.bytes(), info.getMessageImprintDigest()),
        "the imprint is not the root that was sent");
    require(nonce.equals(info.getNonce()), "the nonce is not the one that was sent");
    Instant genTime = info.getGenTime().toInstant();
    X509CertificateHolder signer = signer(token);
    signature(token, signer);
    chain(token, signer, genTime);
    require(
        !genTime.isBefore(closedAt.minus(clockTolerance)),
        "its time %s is before the batch was closed at %s".formatted(genTime, closedAt));
    require(
        !genTime.isAfter(now.plus(clockTolerance)),
        "its time %s is in the future of %s".formatted(genTime, now));
    return genTime;
  }

  private static TimeStampToken granted(byte[] bytes) throws TokenRefusedException {
    TimeStampResponse response;
    try {
      response = new TimeStampResponse(bytes);
    } catch (IOException | TSPException | RuntimeException e) {
      throw new TokenRefusedException("not a TimeStampResp: " + e.getMessage(), e);
    }
    int status = response.getStatus();
    TimeStampToken token = response.getTimeStampToken();
    if ((status != PKIStatus.GRANTED && status != PKIStatus.GRANTED_WITH_MODS) || token == null) {
      throw new TokenRefusedException(
          "not granted: status %d %s".formatted(status, response.getStatusString()));
    }
    return token;
  }

  @SuppressWarnings("unchecked") // SignerId is a raw Selector in BC; it selects certificates
  private static X509CertificateHolder signer(TimeStampToken token) throws TokenRefusedException {
    Collection<X509CertificateHolder> found = token.getCertificates().getMatches(token.getSID());
    if (found.size() != 1) {
      throw new TokenRefusedException(
          "%d certificates match its signer, one is needed".formatted(found.size()));
    }
    return found.iterator().next();
  }

  /// BC's `validate` checks the signing-certificate hash, that the certificate's only extended key
  /// usage is time-stamping and critical, that it was valid at genTime, and the signature.
  private static void signature(TimeStampToken token, X509CertificateHolder signer)
      throws TokenRefusedException {
    require(
        token.getSignedAttributes() != null
            && token.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2)
                != null,
        "no ESSCertIDv2 (RFC 5816)");
    try {
      SignerInformationVerifier verifier = new JcaSimpleSignerInfoVerifierBuilder().build(signer);
      token.validate(verifier);
    } catch (TSPException
        | OperatorCreationException
        | java.security.cert.CertificateException
        | RuntimeException e) {
      throw new TokenRefusedException("signature: " + e.getMessage(), e);
    }
  }

  private void chain(TimeStampToken token, X509CertificateHolder signer, Instant at)
      throws TokenRefusedException {
    try {
      var converter = new JcaX509CertificateConverter();
      var sent = new ArrayList<X509Certificate>();
      for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
        sent.add(converter.getCertificate(holder));
      }
      var target = new X509CertSelector();
      target.setCertificate(converter.getCertificate(signer));
      var parameters = new PKIXBuilderParameters(anchors, target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (GeneralSecurityException e) {
      throw new TokenRefusedException(
          "its certificate does not chain to the configured CA: " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String otherwise) throws TokenRefusedException {
    if (!holds) {
      throw new TokenRefusedException(otherwise);
    }
  }
}
