package dev.tradewitness.authorize.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.token.Verification.Check;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens of version 1 as the JavaScript of the original verifier makes and reads them.
class LegacyTokensTest {

  private static final JsonObject VECTORS = vectors();
  private static final TokenKey KEY =
      new TokenKey(
          "v1",
          Base64.getDecoder().decode(Objects.requireNonNull(VECTORS.string("secret_base64"))));
  private static final long GOOD = 1_767_225_601;

  private final LegacyTokens legacy = new LegacyTokens(KEY, "trading-platform");

  @ParameterizedTest
  @MethodSource("tokens")
  void theServiceSignsWhatJavaScriptSigns(JsonObject vector) {
    JsonObject decided = TokenVectorsTest.named(Objects.requireNonNull(vector.string("name")));
    LegacyToken token = Objects.requireNonNull(legacy.sign(TokenVectorsTest.decision(decided)));
    assertThat(token.json()).isEqualTo(vector.object("token"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void aTokenIsGoodExactlyWhenItAuthorizes(JsonObject vector) {
    JsonObject token = Objects.requireNonNull(vector.object("token"));
    JsonObject payload = Objects.requireNonNull(token.object("payload"));
    boolean authorized = "AUTHORIZED".equals(payload.string("decision"));
    assertThat(failed(token, null)).isEqualTo(authorized ? List.of() : List.of("status"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatWasChangedIsRefused(JsonObject vector) {
    assertThat(failed(Objects.requireNonNull(vector.object("token")), null))
        .containsExactly(vector.string("fails"));
  }

  @Test
  void timeAndOrderAreChecked() {
    JsonObject token = Objects.requireNonNull(tokens().findFirst().orElseThrow().object("token"));
    assertThat(failed(verifier(1_767_225_905), token, null)).isEmpty();
    assertThat(failed(verifier(1_767_225_906), token, null)).containsExactly("time");
    assertThat(failed(verifier(1_767_225_594), token, null)).containsExactly("time");
    Order own = Orders.limit("ord-1", "AAPL", Side.BUY, "100", "185.5");
    assertThat(failed(token, new Shown(own, List.of(new ClientId("acme"))))).isEmpty();
    assertThat(failed(token, new Shown(own, List.of(new ClientId("other")))))
        .containsExactly("order");
    Order more = Orders.limit("ord-1", "AAPL", Side.BUY, "101", "185.5");
    assertThat(failed(token, new Shown(more, List.of()))).containsExactly("order");
  }

  @Test
  void whereItIsNotEnabledItIsRefused() {
    JsonObject token = Objects.requireNonNull(tokens().findFirst().orElseThrow().object("token"));
    var off =
        new TokenVerifier(
            () -> new TokenKeys(KEY, List.of()),
            InstantSource.fixed(Instant.ofEpochSecond(GOOD)),
            Duration.ofSeconds(5));
    Verification found = off.verify(new PresentedToken.InObject(token), null);
    assertThat(found.failed())
        .extracting(Check::message)
        .containsExactly("not a token of version 2; version 1 is not enabled here");
  }

  @Test
  void anOrderThatItCannotTellHasNoToken() {
    assertThat(LegacyOrder.json(Orders.limit("a", "X", Side.BUY, "1.5", "1"))).isNull();
    assertThat(LegacyOrder.json(Orders.limit("a", "X", Side.BUY, "1", "0.000000001"))).isNull();
    assertThat(LegacyOrder.json(Orders.limit("a|1", "X", Side.BUY, "1", "1"))).isNull();
    assertThat(LegacyOrder.json(Orders.limit("a", "X", Side.BUY, "1234567890123456", "1")))
        .as("not the same as a double")
        .isNull();
    assertThat(LegacyOrder.json(Orders.market("a", "X", Side.BUY, "100")))
        .hasToString("{\"symbol\":\"X\",\"side\":\"BUY\",\"qty\":100,\"client_order_id\":\"a\"}");
  }

  private List<String> failed(JsonObject token, @Nullable Shown shown) {
    return failed(verifier(GOOD), token, shown);
  }

  private static List<String> failed(
      TokenVerifier verifier, JsonObject token, @Nullable Shown shown) {
    return verifier.verify(new PresentedToken.InObject(token), shown).failed().stream()
        .map(Check::name)
        .toList();
  }

  private TokenVerifier verifier(long now) {
    return new TokenVerifier(
        () -> new TokenKeys(KEY, List.of()),
        legacy,
        InstantSource.fixed(Instant.ofEpochSecond(now)),
        Duration.ofSeconds(5));
  }

  static Stream<JsonObject> tokens() {
    return objects("tokens");
  }

  static Stream<JsonObject> refused() {
    return objects("refused");
  }

  private static Stream<JsonObject> objects(String name) {
    return Objects.requireNonNull(VECTORS.array(name)).elements().stream()
        .map(JsonObject.class::cast);
  }

  private static JsonObject vectors() {
    try {
      return Json.parseObject(
          Files.readAllBytes(Path.of("../docs/vectors/decision-token-v1.json")), JsonLimits.EVENT);
    } catch (java.io.IOException | dev.tradewitness.common.canonical.JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
