package dev.tradewitness.anchor.anchoring.rfc3161;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.anchor.AuthorityPeer;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against tokens of the launcher's own authority.
class TokenCheckTest {

  private static final Duration TOLERANCE = Duration.ofSeconds(5);
  private static final Hash ROOT = Hash.of(new byte[] {1});
  private static final BigInteger NONCE = new BigInteger("0123456789abcdef", 16);

  @TempDir private static Path folder;
  private static TimeStampServer authority;
  private static TokenCheck check;
  private static byte[] response;

  /// Before the token was made, and after.
  private static Instant before;

  private static Instant after;

  @BeforeAll
  static void aRealToken() throws IOException {
    authority = TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder);
    check = new TokenCheck(ca(folder), TOLERANCE);
    before = Instant.now();
    response = ask(AuthorityPeer.query(ROOT.bytes(), NONCE));
    after = Instant.now();
  }

  @AfterAll
  static void end() {
    authority.close();
  }

  private static String ca(Path folder) throws IOException {
    return Files.readString(TimeStampServer.caCertificate(folder));
  }

  private static byte[] ask(byte[] query) throws IOException {
    return AuthorityPeer.ask(URI.create("http://127.0.0.1:" + authority.port() + "/"), query);
  }

  private static Instant checked(byte[] bytes) throws TokenRefusedException {
    return check.check(bytes, ROOT, NONCE, before, after);
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> checked(bytes))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void theAnswerToTheRequestPassesAndGivesItsTime() throws Exception {
    assertThat(checked(response)).isBetween(before.minusSeconds(1), after);
  }

  @Test
  void anotherRootAndAnotherNonceAreRefused() {
    assertThatThrownBy(() -> check.check(response, Hash.of(), NONCE, before, after))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("imprint");
    assertThatThrownBy(() -> check.check(response, ROOT, BigInteger.TWO, before, after))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("nonce");
  }

  @Test
  void aTokenWithoutANonceIsRefused() throws IOException {
    var generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    byte[] query = generator.generate(TSPAlgorithms.SHA256, ROOT.bytes()).getEncoded();
    assertRefused(ask(query), "nonce");
  }

  @Test
  void aTokenWithoutItsCertificateIsRefused() throws IOException {
    var generator = new TimeStampRequestGenerator();
    byte[] query = generator.generate(TSPAlgorithms.SHA256, ROOT.bytes(), NONCE).getEncoded();
    assertRefused(ask(query), "0 certificates");
  }

  @Test
  void theSameBytesUnderAnotherHashAreRefused() throws IOException {
    var generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    byte[] long64 = Arrays.copyOf(ROOT.bytes(), 64);
    byte[] query = generator.generate(TSPAlgorithms.SHA512, long64, NONCE).getEncoded();
    assertRefused(ask(query), "imprint");
  }

  @Test
  void aTimeThatIsImpossibleIsRefused() throws Exception {
    Instant stamped = checked(response);
    check.check(response, ROOT, NONCE, stamped.plus(TOLERANCE), after);
    check.check(response, ROOT, NONCE, before, stamped.minus(TOLERANCE));
    assertThatThrownBy(
            () -> check.check(response, ROOT, NONCE, stamped.plus(TOLERANCE).plusMillis(1), after))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("before the batch was closed");
    assertThatThrownBy(() ->
            check.check(response, ROOT, NONCE, before, stamped.minus(TOLERANCE).minusMillis(1)))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("in the future");
  }

  @Test
  void anotherCaIsNotThisOne(@TempDir Path other) throws Exception {
    TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, other).close();
    var foreign = new TokenCheck(ca(other), TOLERANCE);
    assertThatThrownBy(() -> foreign.check(response, ROOT, NONCE, before, after))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("does not chain");
    var both = new TokenCheck(ca(other) + ca(folder), TOLERANCE);
    assertThat(both.check(response, ROOT, NONCE, before, after)).isEqualTo(checked(response));
  }

  @Test
  void aCaFileThatIsNoneStopsTheStart() {
    assertThatThrownBy(() -> new TokenCheck("", TOLERANCE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new TokenCheck("no certificate", TOLERANCE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bytesBehindTheResponseAreRefused() {
    // They would be kept and bundled as received, and no verifier takes them.
    byte[] longer = Arrays.copyOf(response, response.length + 1);
    assertThatThrownBy(() -> checked(longer)).isInstanceOf(TokenRefusedException.class);
  }

  /// The collection that the verifier is run against.
  @ParameterizedTest
  @EnumSource(
      value = Flaw.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE"})
  void aTimeStampOfAFlawedAuthorityIsRefused(Flaw flaw) {
    var flawed = new StampAuthority("Flawed", flaw);
    var itsOwn = new TokenCheck(flawed.caPem(), TOLERANCE);
    byte[] bytes = flawed.stamp(ROOT.bytes(), NONCE, before);
    assertThatThrownBy(() -> itsOwn.check(bytes, ROOT, NONCE, before, after))
        .isInstanceOf(TokenRefusedException.class);
  }

  @Test
  void aTimeStampOfAFlawlessAuthorityPasses() throws Exception {
    var flawless = new StampAuthority("Flawless", Flaw.NONE);
    Instant time = before.truncatedTo(ChronoUnit.SECONDS);
    assertThat(
            new TokenCheck(flawless.caPem(), TOLERANCE)
                .check(flawless.stamp(ROOT.bytes(), NONCE, time), ROOT, NONCE, time, after))
        .isEqualTo(time);
  }

  @Test
  void aBareTokenIsNamed() throws Exception {
    byte[] token = new TimeStampResponse(response).getTimeStampToken().getEncoded("DER");
    assertRefused(token, "a time-stamp token, not a response");
  }

  @Test
  void noMoreToleranceIsGrantedThanTheVerifierGrants() throws Exception {
    var lenient = new TokenCheck(ca(folder), Duration.ofHours(1));
    Instant stamped = checked(response);
    assertThatThrownBy(() ->
            lenient.check(response, ROOT, NONCE, stamped.plus(TOLERANCE).plusMillis(1), after))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("before the batch was closed");
  }

  /// Only one outcome beside the refusal is allowed: what is changed is not what was vouched for (a
  /// certificate that is not needed, a text of the status), and the time is the same.
  @Test
  void aResponseThatWasDamagedAnywhereIsRefusedOrStillSaysTheSame() throws Exception {
    long seed = System.nanoTime();
    System.out.println("TokenCheckTest seed " + seed);
    var random = new Random(seed);
    Instant time = checked(response);
    int refused = 0;
    for (int i = 0; i < 1_500; i++) {
      byte[] damaged = response.clone();
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(8) == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      try {
        assertThat(checked(damaged)).isEqualTo(time);
      } catch (TokenRefusedException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(600);
  }

  @Test
  void randomBytesAreRefused() {
    long seed = System.nanoTime();
    System.out.println("TokenCheckTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 2) {
        bytes[0] = 0x30;
        bytes[1] = (byte) (bytes.length - 2);
      }
      assertThatThrownBy(() -> checked(bytes)).isInstanceOf(TokenRefusedException.class);
    }
  }
}
