package dev.tradewitness.launcher.tsa;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/// Answers each time-stamp request with a token or with the status that says why there is none.
final class TimeStampAuthority {
  /// SHA-1 and MD5 are refused: a stamp over them proves nothing today.
  private static final Set<ASN1ObjectIdentifier> HASHES =
      Set.of(TSPAlgorithms.SHA256, TSPAlgorithms.SHA384, TSPAlgorithms.SHA512);

  // Made from a random UUID, as ITU-T X.667 lets anybody; means "local authority of a Tradewitness
  // installation".
  private static final ASN1ObjectIdentifier POLICY =
      new ASN1ObjectIdentifier("2.25.174857368390310269624558437266652079466");

  private static final int ACCURACY_SECONDS = 1;
  private static final int SERIAL_BITS = 127;

  private final AuthorityIdentity identity;
  private final InstantSource clock;
  private final RandomGenerator random = new SecureRandom();

  TimeStampAuthority(AuthorityIdentity identity, InstantSource clock) {
    this.identity = identity;
    this.clock = clock;
  }

  /// @param request the DER bytes of a `TimeStampReq`
  /// @return the DER bytes of a `TimeStampResp`
  byte[] answer(byte[] request) throws IOException {
    try {
      var responses = new TimeStampResponseGenerator(tokens(), HASHES);
      TimeStampRequest parsed;
      try {
        parsed = new TimeStampRequest(request);
      } catch (IOException | IllegalArgumentException | ClassCastException e) {
        return responses
            .generateFailResponse(
                PKIStatus.REJECTION, PKIFailureInfo.badDataFormat, "not a time-stamp request")
            .getEncoded();
      }
      var now = Date.from(clock.instant());
      try {
        return responses.generateGrantedResponse(parsed, serial(), now).getEncoded();
      } catch (TSPException e) {
        return responses.generateRejectedResponse(e).getEncoded();
      }
    } catch (TSPException | OperatorCreationException | CertificateEncodingException e) {
      throw new IOException("no answer can be made", e);
    }
  }

  /// Random, so that it stays unique over restarts without a counter on disk.
  private BigInteger serial() {
    var bytes = new byte[(SERIAL_BITS + 1) / Byte.SIZE];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes).setBit(SERIAL_BITS);
  }

  private TimeStampTokenGenerator tokens()
      throws TSPException, OperatorCreationException, CertificateEncodingException {
    var signer =
        new JcaSimpleSignerInfoGeneratorBuilder()
            .build("SHA256withECDSA", identity.key(), identity.certificate());
    // A SHA-256 calculator makes the signing certificate's reference an ESSCertIDv2 (RFC 5816).
    var digests =
        new JcaDigestCalculatorProviderBuilder()
            .build()
            .get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
    var generator = new TimeStampTokenGenerator(signer, digests, POLICY);
    generator.setAccuracySeconds(ACCURACY_SECONDS);
    generator.addCertificates(new JcaCertStore(List.of(identity.certificate(), identity.ca())));
    return generator;
  }
}
