package dev.tradewitness.authorize.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that follow one another without a restart.
class TokenKeyringTest {

  private static final String FIRST = key("k1", 1, "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z");
  private static final String SECOND = key("k2", 2, "2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z");

  @TempDir private Path folder = Path.of(".");
  private Instant now = Instant.parse("2026-05-01T00:00:00Z");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aChangeCountsOnceTwoLooksFoundTheSame() throws Exception {
    TokenKeyring keyring = keyring(FIRST);
    write(FIRST + SECOND);
    keyring.look();
    assertThat(kids(keyring)).containsExactly("k1");
    keyring.look();
    assertThat(kids(keyring)).containsExactly("k2", "k1");
    assertThat(keyring.refusal()).isNull();
    assertThat(reloads("applied")).isEqualTo(1);
  }

  @Test
  void aBadFileIsNamedAndTheKeysOfBeforeStay() throws Exception {
    TokenKeyring keyring = keyring(FIRST);
    write(FIRST + SECOND.replace("not_after", "until"));
    looks(keyring, 3);
    assertThat(kids(keyring)).containsExactly("k1");
    assertThat(keyring.refusal()).startsWith("line 10: a member has no meaning here");
    assertThat(reloads("refused")).as("once, however often it is looked at").isEqualTo(1);
    write(FIRST);
    looks(keyring, 2);
    assertThat(keyring.refusal()).isNull();
  }

  @Test
  void aFileThatIsAwayLeavesTheKeysOfBefore() throws Exception {
    TokenKeyring keyring = keyring(FIRST);
    Files.delete(file());
    looks(keyring, 2);
    assertThat(keyring.refusal()).startsWith("it cannot be read");
    assertThat(kids(keyring)).containsExactly("k1");
  }

  @Test
  void anotherSecretUnderTheSameNameIsRefused() throws Exception {
    TokenKeyring keyring = keyring(FIRST);
    write(key("k1", 9, "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"));
    looks(keyring, 2);
    assertThat(keyring.refusal())
        .isEqualTo("key k1 has another secret than before; another secret needs another kid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-----w-", "rw----r--"})
  void aFileThatOthersMayReadOrWriteIsRefused(String permissions) throws Exception {
    TokenKeyring keyring = keyring(FIRST);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
    keyring.look();
    assertThat(keyring.refusal()).contains("its permissions are " + permissions);
    assertThatIllegalStateException()
        .isThrownBy(() -> TokenKeyring.ofFile(file(), () -> now, meters))
        .withMessageContaining("its permissions are " + permissions);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    keyring.look();
    assertThat(keyring.refusal()).isNull();
  }

  @Test
  void tokensOfTheOldKeyVerifyUntilItIsRetiredAndThenTheAnswerSaysSo() throws Exception {
    TokenKeyring keyring = keyring(FIRST + SECOND);
    var signer = new TokenSigner(keyring, null, () -> now, Duration.ofDays(40));
    var verifier = new TokenVerifier(keyring, () -> now, Duration.ofSeconds(5));
    now = Instant.parse("2026-05-31T23:59:59Z");
    Decision before = decision(signer);
    assertThat(before.token().kid()).isEqualTo("k1");
    assertThat(before.token().expiresAt())
        .as("a token does not outlive its key")
        .isEqualTo(Instant.parse("2026-07-01T00:00:00Z").getEpochSecond());
    PresentedToken object = object(signer, before);
    PresentedToken jws = jws(signer, before);
    now = Instant.parse("2026-06-01T00:00:00Z");
    assertThat(decision(signer).token().kid()).isEqualTo("k2");
    assertThat(verifier.verify(object, null).isGood()).isTrue();
    assertThat(verifier.verify(jws, null).isGood()).isTrue();
    assertThat(object(signer, before)).as("it is signed again as it was").isEqualTo(object);
    now = Instant.parse("2026-07-01T00:00:00Z");
    for (PresentedToken token : List.of(object, jws)) {
      assertThat(verifier.verify(token, null).failed().getFirst().message())
          .isEqualTo("key k1 was retired at 2026-07-01T00:00:00Z");
    }
    assertThat(signer.sign(before)).isNull();
    assertThat(signer.isRetired(before)).isTrue();
    write(SECOND);
    looks(keyring, 2);
    assertThat(verifier.verify(jws, null).failed().getFirst().message())
        .isEqualTo("no key of that name");
    assertThat(signer.isRetired(before)).isFalse();
  }

  @Test
  void withoutAnActiveKeyNothingIsSigned() throws Exception {
    TokenKeyring keyring = keyring(FIRST);
    var signer = new TokenSigner(keyring, null, () -> now, Duration.ofMinutes(5));
    assertThat(signer.canSign()).isTrue();
    now = Instant.parse("2026-07-01T00:00:00Z");
    assertThat(signer.canSign()).isFalse();
    assertThat(signer.terms(now.getEpochSecond() * 1_000_000, Long.MAX_VALUE).expiresAt())
        .as("over at once")
        .isEqualTo(now.getEpochSecond());
  }

  private static Decision decision(TokenSigner signer, Instant now) {
    Order order = Orders.limit("o", "AAPL", Side.BUY, "1", "10");
    long micros = now.getEpochSecond() * 1_000_000;
    return new Decision(
        new Decision.Place(0, 1),
        new UUID(1, 2),
        new UUID(3, 4),
        Orders.ACME,
        order,
        order.hash(),
        List.of(),
        List.of(),
        new PolicyRef("p", ""),
        null,
        BigDecimal.ONE,
        new Decision.Reservation(BigDecimal.TEN, TimeInForce.DAY, 1),
        signer.terms(micros, Long.MAX_VALUE),
        micros);
  }

  private Decision decision(TokenSigner signer) {
    return decision(signer, now);
  }

  private static PresentedToken object(TokenSigner signer, Decision decision) throws Exception {
    String json = Objects.requireNonNull(signer.sign(decision)).json();
    return new PresentedToken.InObject(
        Json.parseObject(json.getBytes(StandardCharsets.UTF_8), JsonLimits.ORDER));
  }

  private static PresentedToken jws(TokenSigner signer, Decision decision) {
    return new PresentedToken.InJws(
        ((JwsToken) Objects.requireNonNull(signer.sign(decision, TokenForm.JWS))).text());
  }

  private static void looks(TokenKeyring keyring, int times) {
    for (int i = 0; i < times; i++) {
      keyring.look();
    }
  }

  private static List<String> kids(TokenKeyring keyring) {
    return keyring.get().all().stream().map(TokenKey::kid).toList();
  }

  private double reloads(String outcome) {
    return meters.counter("authorize.token.keys.reloads", "outcome", outcome).count();
  }

  private TokenKeyring keyring(String keys) throws IOException {
    write(keys);
    return TokenKeyring.ofFile(file(), () -> now, meters);
  }

  private Path file() {
    return folder.resolve("keys.yaml");
  }

  private void write(String keys) throws IOException {
    Files.writeString(file(), "version: 1\nkeys:\n" + keys);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
  }

  private static String key(String kid, int first, String notBefore, String notAfter) {
    byte[] secret = new byte[32];
    secret[0] = (byte) first;
    return """
      - kid: %s
        secret: %s
        not_before: %s
        not_after: %s
    """
        .formatted(kid, Base64.getEncoder().encodeToString(secret), notBefore, notAfter);
  }
}
