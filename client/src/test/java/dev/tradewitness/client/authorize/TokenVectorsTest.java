package dev.tradewitness.client.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.client.authorize.TokenCheck.Fault;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The published vectors, which authorize-service and an independent implementation pass, too.
class TokenVectorsTest {

  private static final JsonObject VECTORS = vectors();
  private static final Map<String, byte[]> KEYS =
      Map.of("k1", Base64.getDecoder().decode(text(VECTORS, "secret_base64")));
  private static final long GOOD = 1_767_225_601;

  @ParameterizedTest
  @MethodSource("tokens")
  void theOrderHasItsPublishedFormAndHash(JsonObject vector) {
    Order order = order(vector);
    assertThat(new String(CanonicalJson.ofOwn(order.json()), StandardCharsets.UTF_8))
        .isEqualTo(vector.string("order_canonical"));
    assertThat(order.hash().hex()).isEqualTo(vector.string("order_hash"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void aTokenIsGoodExactlyWhenItAuthorizes(JsonObject vector) {
    JsonObject token = object(vector, "token");
    boolean authorized = "AUTHORIZED".equals(token.string("status"));
    List<String> expected = authorized ? List.of() : List.of("status");
    assertThat(names(check(KEYS, GOOD).faults(token, order(vector)))).isEqualTo(expected);
    assertThat(names(check(KEYS, GOOD).faults(jws(vector), order(vector)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("refusedJws")
  void anotherJwsIsRefused(JsonObject refused) {
    assertThat(
            names(
                check(KEYS, GOOD).faults(text(refused, "text"), order(named(text(refused, "of"))))))
        .containsExactly(refused.string("fails"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatWasChangedIsRefused(JsonObject refused) {
    JsonObject vector = named(text(refused, "of"));
    JsonObject token = object(vector, "token");
    for (var change : object(refused, "set").members().entrySet()) {
      token = token.with(change.getKey(), change.getValue());
    }
    assertThat(names(check(KEYS, GOOD).faults(token, order(vector))))
        .contains(refused.string("fails"));
  }

  @Test
  void flippingAnyBitOfTheSignatureMakesTheCheckFail() {
    JsonObject vector = named("limit order, authorized");
    JsonObject token = object(vector, "token");
    byte[] signature = Base64.getUrlDecoder().decode(text(token, "signature"));
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      JsonObject forged =
          token.with(
              "signature",
              JsonValue.of(Base64.getUrlEncoder().withoutPadding().encodeToString(flipped)));
      assertThat(names(check(KEYS, GOOD).faults(forged, order(vector))))
          .containsExactly("signature");
    }
  }

  @Test
  void timeCountsWithFiveSecondsOfSkew() {
    JsonObject vector = named("limit order, authorized");
    JsonObject token = object(vector, "token");
    Order order = order(vector);
    assertThat(check(KEYS, 1_767_225_905).faults(token, order)).isEmpty();
    assertThat(names(check(KEYS, 1_767_225_906).faults(token, order))).containsExactly("time");
    assertThat(check(KEYS, 1_767_225_595).faults(token, order)).isEmpty();
    assertThat(names(check(KEYS, 1_767_225_594).faults(token, order))).containsExactly("time");
  }

  @Test
  void aTokenIsForOneOrderOfOneClient() {
    JsonObject vector = named("limit order, authorized");
    JsonObject token = object(vector, "token");
    Order own = order(vector);
    String jws = jws(vector);
    for (Order other :
        List.of(
            Order.limit("acme-2", "ord-1", "AAPL", own.side(), own.qty(), dec("185.5")),
            Order.limit("acme", "ord-2", "AAPL", own.side(), own.qty(), dec("185.5")),
            Order.limit("acme", "ord-1", "AAPL", own.side(), own.qty(), dec("185.51")),
            Order.limit("acme", "ord-1", "AAPL", Order.Side.SELL, own.qty(), dec("185.5")),
            Order.market("acme", "ord-1", "AAPL", own.side(), own.qty()))) {
      assertThat(names(check(KEYS, GOOD).faults(token, other))).containsExactly("order");
      assertThat(names(check(KEYS, GOOD).faults(jws, other))).containsExactly("order");
    }
    assertThat(
            check(KEYS, GOOD)
                .faults(
                    token,
                    Order.limit("acme", "ord-1", "aapl", own.side(), dec("1E2"), dec("185.500"))))
        .isEmpty();
  }

  @Test
  void withoutKeysASignatureOnlyHasToBeThere() {
    JsonObject vector = named("limit order, authorized");
    JsonObject token = object(vector, "token");
    Order order = order(vector);
    assertThat(check(Map.of(), GOOD).faults(token, order)).isEmpty();
    JsonObject withheld =
        token.only(
            token.members().keySet().stream().filter(name -> !name.equals("signature")).toList());
    String jws = jws(vector);
    assertThat(check(Map.of(), GOOD).faults(jws, order)).isEmpty();
    assertThat(
            names(check(Map.of(), GOOD).faults(jws.substring(0, jws.lastIndexOf('.') + 1), order)))
        .containsExactly("signature");
    assertThat(names(check(Map.of(), GOOD).faults(withheld, order)))
        .containsExactly("form", "signature");
    assertThat(names(check(Map.of("k2", new byte[32]), GOOD).faults(token, order)))
        .containsExactly("signature");
  }

  @Test
  void aSecretHasAtLeast32Bytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenCheck.requireKeys(Map.of("k1", new byte[31])));
  }

  private static TokenCheck check(Map<String, byte[]> keys, long now) {
    return new TokenCheck(keys, InstantSource.fixed(Instant.ofEpochSecond(now)), TokenCheck.SKEW);
  }

  private static List<String> names(List<Fault> faults) {
    return faults.stream().map(Fault::name).toList();
  }

  private static BigDecimal dec(String text) {
    return new BigDecimal(text);
  }

  private static Order order(JsonObject vector) {
    JsonObject order = object(vector, "order");
    String price = order.string("price");
    return new Order(
        text(object(vector, "token"), "client_id"),
        text(order, "client_order_id"),
        text(order, "symbol"),
        Order.Side.valueOf(text(order, "side")),
        dec(text(order, "qty")),
        price == null ? null : dec(price),
        null);
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

  private static String jws(JsonObject vector) {
    return text(object(vector, "jws"), "text");
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
    return Objects.requireNonNull(in.string(name));
  }

  private static JsonObject vectors() {
    try {
      return Json.parseObject(
          Files.readAllBytes(Path.of("../docs/vectors/decision-token-v2.json")), JsonLimits.EVENT);
    } catch (IOException | JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
