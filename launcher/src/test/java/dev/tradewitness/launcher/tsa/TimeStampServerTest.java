package dev.tradewitness.launcher.tsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.util.Selector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeStampServerTest {
  private static final BigInteger NONCE = BigInteger.valueOf(4711);
  private static final int ANY_PORT = 0;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private TimeStampServer server;

  @BeforeEach
  void start() throws Exception {
    server = TimeStampServer.start(InetAddress.ofLiteral("127.0.0.1"), ANY_PORT, folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aTokenIsOverTheDataCarriesTheNonceAndVerifiesAgainstTheCa() throws Exception {
    var request = request(TSPAlgorithms.SHA256, sha256("an event"));

    var response =
        new TimeStampResponse(post("application/timestamp-query", request.getEncoded()).body());

    response.validate(request); // status, imprint, nonce
    var token = response.getTimeStampToken();
    assertThat(token.getTimeStampInfo().getNonce()).isEqualTo(NONCE);
    assertThat(
            Duration.between(token.getTimeStampInfo().getGenTime().toInstant(), Instant.now())
                .abs())
        .isLessThan(Duration.ofSeconds(5));
    @SuppressWarnings("unchecked") // the library's signer id is a raw selector
    Selector<X509CertificateHolder> bySigner = (Selector<X509CertificateHolder>) token.getSID();
    var signer = token.getCertificates().getMatches(bySigner).iterator().next();
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
    assertThat(signer.getIssuer().toString()).isEqualTo("CN=Tradewitness local time-stamp CA");
    assertThat(issuedBy(ca(), signer)).isTrue();
  }

  @Test
  void serialNumbersDoNotRepeat() throws Exception {
    var request = request(TSPAlgorithms.SHA256, sha256("twice")).getEncoded();
    var first = new TimeStampResponse(post("application/timestamp-query", request).body());
    var second = new TimeStampResponse(post("application/timestamp-query", request).body());
    assertThat(first.getTimeStampToken().getTimeStampInfo().getSerialNumber())
        .isNotEqualTo(second.getTimeStampToken().getTimeStampInfo().getSerialNumber());
  }

  @Test
  void aHashThatProvesNothingIsRefusedByName() throws Exception {
    var request = request(TSPAlgorithms.SHA1, new byte[20]);
    assertRefused(post("application/timestamp-query", request.getEncoded()), PKIFailureInfo.badAlg);
  }

  @Test
  void aHashOfTheWrongLengthIsRefusedByName() throws Exception {
    var request = request(TSPAlgorithms.SHA256, new byte[31]);
    assertRefused(
        post("application/timestamp-query", request.getEncoded()), PKIFailureInfo.badDataFormat);
  }

  @Test
  void bytesThatAreNoRequestAreRefusedByName() throws Exception {
    assertRefused(
        post("application/timestamp-query", new byte[] {1, 2, 3}), PKIFailureInfo.badDataFormat);
    assertRefused(post("application/timestamp-query", new byte[0]), PKIFailureInfo.badDataFormat);
  }

  @Test
  void aBodyIsBoundedAndItsTypeMatters() throws Exception {
    assertThat(post("application/timestamp-query", new byte[16 * 1024 + 1]).statusCode())
        .isEqualTo(413);
    assertThat(post("text/plain", new byte[1]).statusCode()).isEqualTo(415);
    assertThat(get("/").statusCode()).isEqualTo(405);
    assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
    assertThat(get("/health").body()).startsWith("{\"status\":\"healthy\"");
  }

  @Test
  void theKeyIsKeptOverARestartAndReadableByItsOwnerAlone() throws Exception {
    var before = ca();
    server.close();
    start();
    assertThat(ca()).isEqualTo(before);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tsa.key"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(folder.resolve("ca.pem"))).isEqualTo(get("/ca.pem").body());
  }

  private static void assertRefused(HttpResponse<byte[]> answer, int failure) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200); // RFC 3161 says no in the body
    var response = new TimeStampResponse(answer.body());
    assertThat(response.getStatus()).isEqualTo(PKIStatus.REJECTION);
    assertThat(response.getTimeStampToken()).isNull();
    assertThat(response.getFailInfo().intValue()).isEqualTo(failure);
  }

  private static TimeStampRequest request(ASN1ObjectIdentifier algorithm, byte[] hash)
      throws Exception {
    var generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(algorithm, hash, NONCE);
  }

  private static byte[] sha256(String text) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean issuedBy(X509Certificate ca, X509CertificateHolder certificate)
      throws Exception {
    return certificate.isSignatureValid(new JcaContentVerifierProviderBuilder().build(ca));
  }

  private X509Certificate ca() throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    get("/ca.pem").body().getBytes(StandardCharsets.US_ASCII)));
  }

  private HttpResponse<byte[]> post(String type, byte[] body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri("/"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
