package dev.tradewitness.authorize.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.authorize.token.Verification.Outcome;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The published vectors, recomputed by other people's canonical JSON and by this service.
class TokenVectorsTest {

  private static final JsonObject VECTORS = vectors();
  private static final byte[] SECRET =
      Base64.getDecoder().decode(Objects.requireNonNull(VECTORS.string("secret_base64")));
  private static final TokenKey KEY = new TokenKey("k1", SECRET);

  @ParameterizedTest
  @MethodSource("tokens")
  void anIndependentImplementationGetsTheSameBytes(JsonObject vector) throws Exception {
    JsonObject order = object(vector, "order");
    String orderCanonical = new JsonCanonicalizer(order.toString()).getEncodedString();
    assertThat(orderCanonical).isEqualTo(vector.string("order_canonical"));
    assertThat(sha256(orderCanonical)).isEqualTo(vector.string("order_hash"));
    JsonObject token = object(vector, "token");
    String signed = new JsonCanonicalizer(unsigned(token).toString()).getEncodedString();
    assertThat(signed).isEqualTo(vector.string("signed"));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hs256(signed)))
        .isEqualTo(token.string("signature"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void theServiceSignsTheSame(JsonObject vector) {
    JsonObject token = object(vector, "token");
    Decision decision = decision(vector);
    var signer = new TokenSigner(new TokenKeys(KEY, List.of()), Duration.ofMinutes(5));
    assertThat(signer.sign(decision).json()).isEqualTo(token.toString());
    assertThat(signer.terms(decision.decidedAtMicros(), Long.MAX_VALUE))
        .isEqualTo(decision.token());
  }

  @Test
  void aTokenDoesNotOutliveItsReservation() {
    var signer = new TokenSigner(new TokenKeys(KEY, List.of()), Duration.ofMinutes(5));
    long decided = 1_767_225_600_000_000L;
    assertThat(signer.terms(decided, 20_000_000).expiresAt()).isEqualTo(1_767_225_620);
    assertThat(signer.terms(decided, 3_600_000_000L).expiresAt()).isEqualTo(1_767_225_900);
    assertThat(signer.terms(decided, -1).expiresAt()).isEqualTo(1_767_225_600);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void theVerifierAcceptsWhatIsAuthorized(JsonObject vector) {
    JsonObject token = object(vector, "token");
    boolean authorized = "AUTHORIZED".equals(token.string("status"));
    for (PresentedToken form : List.of(object(token), jws(vector))) {
      Verification found = verifier(1767225601).verify(form, shown(vector));
      assertThat(found.isGood()).isEqualTo(authorized);
      assertThat(found.claims().string("jti")).isEqualTo(token.string("jti"));
      assertThat(found.checks())
          .filteredOn(check -> !check.name().equals("status"))
          .extracting(Check::outcome)
          .containsOnly(Outcome.PASS);
    }
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void anIndependentImplementationGetsTheSameJws(JsonObject vector) throws Exception {
    JsonObject token = object(vector, "token");
    JsonObject jws = object(vector, "jws");
    List<String> claims =
        token.members().keySet().stream()
            .filter(name -> !List.of("alg", "kid", "signature").contains(name))
            .toList();
    assertThat(new JsonCanonicalizer(token.only(claims).toString()).getEncodedString())
        .isEqualTo(jws.string("payload"));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString(text(jws, "header").getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(text(jws, "payload").getBytes(StandardCharsets.UTF_8));
    assertThat(signed + "." + base64.encodeToString(hs256(signed))).isEqualTo(jws.string("text"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void theServiceSignsTheSameJws(JsonObject vector) {
    var signer = new TokenSigner(new TokenKeys(KEY, List.of()), Duration.ofMinutes(5));
    assertThat(signer.sign(decision(vector), TokenForm.JWS))
        .isEqualTo(new JwsToken(text(object(vector, "jws"), "text")));
  }

  @ParameterizedTest
  @MethodSource("refusedJws")
  void theVerifierRefusesOtherJws(JsonObject refused) {
    JsonObject vector = named(text(refused, "of"));
    Verification found =
        verifier(1767225601).verify(new PresentedToken.InJws(text(refused, "text")), shown(vector));
    assertThat(failed(found)).containsExactly(refused.string("fails"));
    assertThat(found.failed()).extracting(Check::message).doesNotContain("");
  }

  @Test
  void aRefusalNamesItsReason() {
    assertThat(reason("alg none without a signature"))
        .isEqualTo("alg is none, only HS256 is taken");
    assertThat(reason("no alg")).isEqualTo("alg is no text, only HS256 is taken");
    assertThat(reason("crit")).isEqualTo("the header has the member crit, which is not taken");
    assertThat(reason("an unknown kid")).isEqualTo("no key of that name");
    assertThat(reason("padding after the signature"))
        .isEqualTo("not a compact JWS: the signature has padding");
    assertThat(reason("a signature with unused bits set"))
        .isEqualTo("not a compact JWS: the signature is not canonical base64url");
    assertThat(reason("a duplicate member in the payload"))
        .startsWith("not a compact JWS: the payload is refused: ");
  }

  private static String reason(String name) {
    JsonObject refused =
        refusedJws().filter(r -> name.equals(r.string("name"))).findFirst().orElseThrow();
    return verifier(1767225601)
        .verify(new PresentedToken.InJws(text(refused, "text")), null)
        .failed()
        .getFirst()
        .message();
  }

  @Test
  void theExampleOfRfc7515IsNoTokenOfThisServiceUnderItsOwnKey() {
    byte[] key =
        Base64.getUrlDecoder()
            .decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    String example =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQog"
            + "Imh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    String signed = example.substring(0, example.lastIndexOf('.'));
    assertThat(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    new TokenKey("k1", key).code(signed.getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(example.substring(example.lastIndexOf('.') + 1));
    assertThat(failed(verifier(1767225601).verify(new PresentedToken.InJws(example), null)))
        .containsExactly("form");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void theVerifierRefusesWhatWasChanged(JsonObject refused) {
    JsonObject vector = named(Objects.requireNonNull(refused.string("of")));
    JsonObject token = object(vector, "token");
    for (var change : object(refused, "set").members().entrySet()) {
      token = token.with(change.getKey(), change.getValue());
    }
    assertThat(failed(verifier(1767225601).verify(object(token), shown(vector))))
        .contains(refused.string("fails"));
  }

  @Test
  void timeAndOrderAreChecked() {
    JsonObject token = object(named("limit order, authorized"), "token");
    assertThat(failed(verifier(1767225905).verify(object(token), null))).isEmpty();
    assertThat(failed(verifier(1767225906).verify(object(token), null))).containsExactly("time");
    assertThat(failed(verifier(1767225594).verify(object(token), null))).containsExactly("time");
    Shown other = shown(named("ids with characters that JSON escapes"));
    assertThat(failed(verifier(1767225601).verify(object(token), other))).containsExactly("order");
  }

  @Test
  void everyClientNamedWithTheOrderIsTheTokens() {
    JsonObject vector = named("limit order, authorized");
    JsonObject token = object(vector, "token");
    var own = new ClientId(text(token, "client_id"));
    var other = new ClientId(own.value() + "-2");
    TokenVerifier verifier = verifier(1767225601);
    assertThat(failed(verifier.verify(object(token), new Shown(order(vector), List.of(own, own)))))
        .isEmpty();
    assertThat(
            failed(verifier.verify(object(token), new Shown(order(vector), List.of(own, other)))))
        .containsExactly("order");
  }

  @Test
  void flippingAnyBitOfTheSignatureMakesVerificationFail() {
    JsonObject token = object(named("limit order, authorized"), "token");
    byte[] signature =
        Base64.getUrlDecoder().decode(Objects.requireNonNull(token.string("signature")));
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      JsonObject forged =
          token.with(
              "signature",
              JsonValue.of(Base64.getUrlEncoder().withoutPadding().encodeToString(flipped)));
      assertThat(failed(verifier(1767225601).verify(object(forged), null)))
          .containsExactly("signature");
    }
  }

  private static TokenVerifier verifier(long now) {
    return new TokenVerifier(
        () -> new TokenKeys(KEY, List.of()),
        InstantSource.fixed(Instant.ofEpochSecond(now)),
        Duration.ofSeconds(5));
  }

  private static PresentedToken object(JsonObject token) {
    return new PresentedToken.InObject(token);
  }

  private static PresentedToken jws(JsonObject vector) {
    return new PresentedToken.InJws(text(object(vector, "jws"), "text"));
  }

  private static List<String> failed(Verification found) {
    return found.failed().stream().map(Check::name).toList();
  }

  private static byte[] hs256(String signed) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
  }

  static Decision decision(JsonObject vector) {
    JsonObject token = object(vector, "token");
    boolean blocked = "BLOCKED".equals(token.string("status"));
    Order order = order(vector);
    return new Decision(
        new Decision.Place(0, Long.parseLong(text(token, "seq"))),
        UUID.fromString(text(token, "jti")),
        UUID.fromString(text(token, "trace_id")),
        new ClientId(text(token, "client_id")),
        order,
        order.hash(),
        blocked
            ? List.of(new Reason("C", "r", Scope.ORDER, "s", null, null, null, "m"))
            : List.of(),
        List.of(),
        new PolicyRef(text(token, "policy_version"), ""),
        null,
        BigDecimal.ONE,
        blocked ? null : new Decision.Reservation(BigDecimal.ONE, TimeInForce.DAY, 1),
        new Decision.TokenTerms(text(token, "kid"), Long.parseLong(text(token, "exp"))),
        Long.parseLong(text(token, "iat")) * 1_000_000 + 999_999);
  }

  private static Shown shown(JsonObject vector) {
    return new Shown(order(vector), List.of());
  }

  private static Order order(JsonObject vector) {
    var reading =
        OrderReader.read(object(vector, "order").toString().getBytes(StandardCharsets.UTF_8));
    return ((OrderReader.Reading.Understood) reading).request().order();
  }

  static Stream<JsonObject> tokens() {
    return objects("tokens");
  }

  static Stream<JsonObject> refused() {
    return objects("refused");
  }

  static Stream<JsonObject> refusedJws() {
    return objects("refused_jws");
  }

  private static Stream<JsonObject> objects(String name) {
    return Objects.requireNonNull(VECTORS.array(name)).elements().stream()
        .map(JsonObject.class::cast);
  }

  static JsonObject named(String name) {
    return tokens().filter(vector -> name.equals(vector.string("name"))).findFirst().orElseThrow();
  }

  private static JsonObject object(JsonObject in, String name) {
    return Objects.requireNonNull(in.object(name));
  }

  private static String text(JsonObject in, String name) {
    return Objects.requireNonNull(in.text(name));
  }

  private static JsonObject unsigned(JsonObject token) {
    return token.only(
        token.members().keySet().stream().filter(name -> !name.equals("signature")).toList());
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonObject vectors() {
    try {
      return Json.parseObject(
          Files.readAllBytes(Path.of("../docs/vectors/decision-token-v2.json")), JsonLimits.EVENT);
    } catch (IOException | dev.tradewitness.common.canonical.JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
