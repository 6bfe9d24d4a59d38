package dev.tradewitness.evidence.timestamp;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/// Whether a token was signed by an authority below given CA certificates: RFC 3161 sections 2.3
/// and 2.4.2, RFC 5816, RFC 5280. Revocation is not looked up: nothing here touches a network.
public final class TokenTrust {

  private static final int CERTIFICATES_MAX = 16;
  private static final int PATH_MAX = 5;

  // SHA-256, -384, -512 and the same of SHA-3: a token under SHA-1 or MD5 can be forged.
  private static final Set<String> DIGESTS =
      Set.of(
          "2.16.840.1.101.3.4.2.1",
          "2.16.840.1.101.3.4.2.2",
          "2.16.840.1.101.3.4.2.3",
          "2.16.840.1.101.3.4.2.8",
          "2.16.840.1.101.3.4.2.9",
          "2.16.840.1.101.3.4.2.10");

  private final TimeStampToken token;
  private final SignerInformation signer;

  private TokenTrust(TimeStampToken token) {
    this.token = token;
    // The token's own constructor refuses any number of signers but one.
    this.signer = token.toCMSSignedData().getSignerInfos().iterator().next();
  }

  /// What is wrong, or empty.
  ///
  /// @param authorities CA certificates, at least one
  public static Optional<String> fault(
      TimeStampToken token, Collection<X509Certificate> authorities) {
    try {
      return new TokenTrust(token).fault(authorities);
    } catch (RuntimeException e) {
      // As in TimeStamp.parse: certificates and attributes are parsed as they are used.
      return Optional.of("cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private Optional<String> fault(Collection<X509Certificate> authorities) {
    if (signer.getSignedAttributes() == null
        || signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2)
            == null) {
      return Optional.of("no ESSCertIDv2 names the signing certificate (RFC 5816)");
    }
    if (!DIGESTS.contains(signer.getDigestAlgOID())) {
      return Optional.of("signed under a digest that is not taken: " + signer.getDigestAlgOID());
    }
    try {
      List<X509Certificate> enclosed = enclosed();
      X509Certificate certificate = signingCertificate();
      // CMS signature and digest, ESSCertIDv2, extended key usage timeStamping alone and critical,
      // the certificate's own time.
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
      return chainFault(certificate, enclosed, authorities);
    } catch (TSPException | OperatorCreationException | CertificateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private List<X509Certificate> enclosed() throws TSPException, CertificateException {
    Collection<X509CertificateHolder> holders = token.getCertificates().getMatches(null);
    if (holders.size() > CERTIFICATES_MAX) {
      throw new TSPException("more than " + CERTIFICATES_MAX + " certificates");
    }
    var certificates = new ArrayList<X509Certificate>();
    for (X509CertificateHolder holder : holders) {
      certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
    }
    return certificates;
  }

  private X509Certificate signingCertificate() throws TSPException, CertificateException {
    List<X509CertificateHolder> holders =
        token.getCertificates().getMatches(null).stream().filter(token.getSID()::match).toList();
    if (holders.size() != 1) {
      throw new TSPException(
          "%d certificates in the token fit its signer, not one".formatted(holders.size()));
    }
    return new JcaX509CertificateConverter().getCertificate(holders.getFirst());
  }

  private Optional<String> chainFault(
      X509Certificate certificate,
      List<X509Certificate> enclosed,
      Collection<X509Certificate> authorities) {
    Date genTime = token.getTimeStampInfo().getGenTime();
    var target = new X509CertSelector();
    target.setCertificate(certificate);
    try {
      var parameters =
          new PKIXBuilderParameters(
              authorities.stream()
                  .map(authority -> new TrustAnchor(authority, null))
                  .collect(Collectors.toSet()),
              target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(enclosed)));
      parameters.setDate(genTime);
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(PATH_MAX);
      var path = CertPathBuilder.getInstance("PKIX").build(parameters);
      // PKIX leaves a trust anchor's own validity alone.
      var anchor = ((java.security.cert.PKIXCertPathBuilderResult) path).getTrustAnchor();
      anchor.getTrustedCert().checkValidity(genTime);
      return Optional.empty();
    } catch (CertPathBuilderException e) {
      return Optional.of(
          "the certificate of %s does not chain to a trusted CA at %s: %s"
              .formatted(certificate.getSubjectX500Principal(), genTime.toInstant(), reason(e)));
    } catch (CertificateException e) {
      return Optional.of(
          "the CA certificate is not valid at %s: %s"
              .formatted(genTime.toInstant(), e.getMessage()));
    } catch (GeneralSecurityException e) {
      return Optional.of("the certificate's path cannot be followed: " + e.getMessage());
    }
  }

  private static String reason(CertPathBuilderException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
