package dev.tradewitness.evidence.made;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.Accuracy;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/// A little RFC 3161 authority of its own: root CA, intermediate CA, time-stamping certificate.
/// What is wrong with one that a test wants wrong is said in its [Flaw].
public final class StampAuthority {

  /// What may be wrong with an authority. Whoever judges time-stamps is run against all of them.
  public enum Flaw {
    NONE,
    EXTENDED_KEY_USAGE_NOT_CRITICAL,
    EXTENDED_KEY_USAGE_ALSO_CODE_SIGNING,
    EXTENDED_KEY_USAGE_MISSING,
    CERTIFICATE_EXPIRED,
    ROOT_EXPIRED,
    INTERMEDIATE_IS_NO_CA,
    SHA_1_CERTIFICATE_ID,
    SHA_1_SIGNATURE,
    CERTIFICATE_NOT_ENCLOSED,
    REJECTS
  }

  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant EARLY_END = Instant.parse("2021-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2046-01-01T00:00:00Z");
  private static final ASN1ObjectIdentifier POLICY =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");

  private final Flaw flaw;
  private final X509Certificate root;
  private final X509Certificate intermediate;
  private final X509Certificate stamping;
  private final KeyPair stampingKey;
  private int serial = 1;

  public StampAuthority(String name, Flaw flaw) {
    this.flaw = flaw;
    try {
      KeyPair rootKey = keyPair();
      KeyPair intermediateKey = keyPair();
      this.stampingKey = keyPair();
      var rootName = new X500Name("CN=" + name + " root");
      var intermediateName = new X500Name("CN=" + name + " intermediate");
      this.root =
          certificate(
              rootName,
              rootKey,
              rootName,
              rootKey,
              flaw == Flaw.ROOT_EXPIRED ? EARLY_END : END,
              new BasicConstraints(2));
      this.intermediate =
          certificate(
              rootName,
              rootKey,
              intermediateName,
              intermediateKey,
              END,
              flaw == Flaw.INTERMEDIATE_IS_NO_CA
                  ? new BasicConstraints(false)
                  : new BasicConstraints(0));
      this.stamping =
          certificate(
              intermediateName,
              intermediateKey,
              new X500Name("CN=" + name),
              stampingKey,
              flaw == Flaw.CERTIFICATE_EXPIRED ? EARLY_END : END,
              null);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(
      X500Name issuer,
      KeyPair issuerKey,
      X500Name subject,
      KeyPair key,
      Instant end,
      @org.jspecify.annotations.Nullable BasicConstraints ca)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
            Date.from(BEGIN),
            Date.from(end),
            subject,
            key.getPublic());
    if (ca != null) {
      builder.addExtension(Extension.basicConstraints, true, ca);
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } else if (flaw != Flaw.EXTENDED_KEY_USAGE_MISSING) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          flaw != Flaw.EXTENDED_KEY_USAGE_NOT_CRITICAL,
          flaw == Flaw.EXTENDED_KEY_USAGE_ALSO_CODE_SIGNING
              ? new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning
                  })
              : new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
  }

  /// The root certificate in PEM.
  public String caPem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(root.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A response over a SHA-256 imprint.
  public byte[] stamp(byte[] imprint, BigInteger nonce, Instant genTime) {
    try {
      if (flaw.name().startsWith("EXTENDED_KEY_USAGE")) {
        return mimicked(imprint, nonce, genTime);
      }
      var requests = new TimeStampRequestGenerator();
      requests.setCertReq(flaw != Flaw.CERTIFICATE_NOT_ENCLOSED);
      TimeStampRequest request = requests.generate(TSPAlgorithms.SHA256, imprint, nonce);
      var responses = new TimeStampResponseGenerator(tokens(), TSPAlgorithms.ALLOWED);
      return flaw == Flaw.REJECTS
          ? responses.generateRejectedResponse(new TSPException("not today")).getEncoded("DER")
          : responses
              .generate(request, BigInteger.valueOf(serial++), Date.from(genTime))
              .getEncoded("DER");
    } catch (GeneralSecurityException
        | OperatorCreationException
        | TSPException
        | CMSException
        | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Signs the content of a token of a blameless authority with this one's certificate: Bouncy
  /// Castle's own generator refuses to make such tokens.
  private byte[] mimicked(byte[] imprint, BigInteger nonce, Instant genTime)
      throws GeneralSecurityException,
          OperatorCreationException,
          TSPException,
          CMSException,
          IOException {
    var blameless =
        new TimeStampResponse(
            new StampAuthority("Blameless", Flaw.NONE).stamp(imprint, nonce, genTime));
    return signed(blameless.getTimeStampToken().getTimeStampInfo().getEncoded(), genTime);
  }

  /// A response whose time Bouncy Castle's own generator cannot write: to the microsecond, with an
  /// accuracy.
  ///
  /// @param genTime GeneralizedTime, such as `20261121110004.123456Z`
  public byte[] stamp(byte[] imprint, BigInteger nonce, String genTime, int accuracySeconds) {
    var content =
        new TSTInfo(
            POLICY,
            new MessageImprint(new AlgorithmIdentifier(TSPAlgorithms.SHA256), imprint),
            new ASN1Integer(serial++),
            new ASN1GeneralizedTime(genTime),
            new Accuracy(new ASN1Integer(accuracySeconds), null, null),
            null,
            new ASN1Integer(nonce),
            null,
            null);
    try {
      return signed(content.getEncoded("DER"), content.getGenTime().getDate().toInstant());
    } catch (GeneralSecurityException
        | OperatorCreationException
        | CMSException
        | IOException
        | ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param signingTime which must agree with the content's time
  private byte[] signed(byte[] content, Instant signingTime)
      throws GeneralSecurityException, OperatorCreationException, CMSException, IOException {
    var certId = new ESSCertIDv2(NaiveTree.sha256(stamping.getEncoded()));
    var attributes = new ASN1EncodableVector();
    attributes.add(
        new Attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(new SigningCertificateV2(new ESSCertIDv2[] {certId}))));
    attributes.add(
        new Attribute(
            PKCSObjectIdentifiers.pkcs_9_at_signingTime,
            new DERSet(new Time(Date.from(signingTime)))));
    var generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .setSignedAttributeGenerator(
                new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
            .build("SHA256withECDSA", stampingKey.getPrivate(), stamping));
    generator.addCertificates(new JcaCertStore(List.of(stamping, intermediate)));
    CMSSignedData signed =
        generator.generate(
            new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, content), true);
    return new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), signed.toASN1Structure())
        .getEncoded("DER");
  }

  private TimeStampTokenGenerator tokens()
      throws GeneralSecurityException, OperatorCreationException, TSPException, CMSException {
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    DigestCalculator idDigest =
        digests.get(
            new AlgorithmIdentifier(
                flaw == Flaw.SHA_1_CERTIFICATE_ID ? TSPAlgorithms.SHA1 : TSPAlgorithms.SHA256));
    var generator =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build(
                    flaw == Flaw.SHA_1_SIGNATURE ? "SHA1withECDSA" : "SHA256withECDSA",
                    stampingKey.getPrivate(),
                    stamping),
            idDigest,
            POLICY);
    generator.addCertificates(new JcaCertStore(List.of(stamping, intermediate)));
    return generator;
  }

  /// The certificates that this authority's trust anchor set consists of.
  public Set<X509Certificate> roots() {
    return Set.of(root);
  }
}
