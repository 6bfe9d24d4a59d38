package dev.tradewitness.authorize.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.api.TokenController.VerificationBody;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenVerifier;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.kit.web.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class TokenControllerTest {

  private final JsonObject vectors = vectors();
  private final JsonObject vector =
      (JsonObject) Objects.requireNonNull(vectors.array("tokens")).elements().get(0);
  private final JsonObject token = Objects.requireNonNull(vector.object("token"));
  private final JsonObject order = Objects.requireNonNull(vector.object("order"));
  private final String client = Objects.requireNonNull(token.string("client_id"));

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "[{}]", "5", "true", "null"})
  void anOrderThatIsNoObjectIsRefusedAndNotLeftUnchecked(String shown) {
    assertThatThrownBy(() -> verify("{\"token\":%s,\"order\":%s}".formatted(token, shown)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void theTokensOwnOrderIsGoodHoweverItsClientIsNamed() throws Exception {
    assertThat(verify("{\"token\":%s,\"order\":%s}".formatted(token, order)).valid()).isTrue();
    for (String shape : shapes()) {
      assertThat(verify(shape.formatted(token, order, client)).valid()).as(shape).isTrue();
    }
  }

  @Test
  void anotherClientsOrderIsNotGood() throws Exception {
    for (String shape : shapes()) {
      assertThat(verify(shape.formatted(token, order, "another")).valid()).as(shape).isFalse();
    }
  }

  @Test
  void aJwsIsCheckedWithItsOrderAsAnObjectIs() throws Exception {
    String jws =
        Objects.requireNonNull(Objects.requireNonNull(vector.object("jws")).string("text"));
    String quoted = "\"" + jws + "\"";
    assertThat(verify("{\"token\":%s}".formatted(quoted)).valid()).isTrue();
    assertThat(verify("{\"token\":%s,\"order\":%s}".formatted(quoted, order)).valid()).isTrue();
    for (String shape : shapes()) {
      assertThat(verify(shape.formatted(quoted, order, client)).valid()).as(shape).isTrue();
      assertThat(verify(shape.formatted(quoted, order, "another")).valid()).as(shape).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "null", "[]", "true"})
  void aTokenThatIsNeitherObjectNorTextIsRefused(String shown) {
    assertThatThrownBy(() -> verify("{\"token\":%s}".formatted(shown)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.violations().getFirst().pointer()).isEqualTo("/token"));
  }

  private static List<String> shapes() {
    return List.of(
        "{\"token\":%s,\"order\":%s,\"context\":{\"client_id\":\"%s\"}}",
        "{\"token\":%s,\"order\":%s,\"client_id\":\"%s\"}",
        "{\"token\":%s,\"order\":{\"order\":%s,\"context\":{\"client_id\":\"%s\"}}}");
  }

  private VerificationBody verify(String body) throws IOException {
    byte[] secret =
        Base64.getDecoder().decode(Objects.requireNonNull(vectors.string("secret_base64")));
    var verifier =
        new TokenVerifier(
            () -> new TokenKeys(new TokenKey("k1", secret), List.of()),
            InstantSource.fixed(Instant.ofEpochSecond(1767225601)),
            Duration.ofSeconds(5));
    var request = new MockHttpServletRequest();
    request.setContent(body.getBytes(StandardCharsets.UTF_8));
    return new TokenController(verifier, new SimpleMeterRegistry()).verify(request);
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
