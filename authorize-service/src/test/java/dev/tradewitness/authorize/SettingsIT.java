package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts with settings that a running service cannot change.
class SettingsIT {

  private static final String TOKEN = "tradewitness.authorize.token.";
  private static final String NEXT_SECRET = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

  @Test
  void withoutSettingsNoUnknownClientAndNoUnknownSymbolTrades() {
    try (RunningService service = RunningService.startOnDefaults(RunningService.freshDatabase())) {
      Reply reply = service.authorize("nobody", "a", "NONE", "BUY", "1", "1");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text("status")).isEqualTo("BLOCKED");
      assertThat(scopes(reply, "NOT_PERMITTED")).containsExactlyInAnyOrder("ACCOUNT", "SYMBOL");
    }
  }

  @Test
  void boundsThatTheHeapCannotHoldStopTheStartWithBothNamed() {
    Database database = RunningService.freshDatabase();
    assertThatThrownBy(() ->
            RunningService.launch(
                database, "tradewitness.authorize.orders.open-orders-max=100000000"))
        .rootCause()
        .hasMessageContaining("100000000 open orders")
        .hasMessageContaining(
            "half of the heap of %d MiB".formatted(Runtime.getRuntime().maxMemory() >> 20))
        .hasMessageEndingWith("lower the bounds or raise the heap");
  }

  private static List<String> scopes(Reply reply, String code) {
    return Objects.requireNonNull(reply.body().array("reasons")).elements().stream()
        .map(JsonObject.class::cast)
        .filter(reason -> code.equals(reason.string("code")))
        .map(reason -> Objects.requireNonNull(reason.string("scope")))
        .toList();
  }

  @Test
  void aKeyThatSignedBeforeVerifiesAsLongAsItIsKeptAndSignsNothingNew() {
    Database database = RunningService.freshDatabase();
    JsonObject token;
    try (RunningService service = RunningService.start(database)) {
      token = token(service.authorize("acme", "a", "AAPL", "BUY", "1", "1"));
      assertThat(token.string("kid")).isEqualTo("k1");
    }
    String[] next = {TOKEN + "kid=k2", TOKEN + "secret=" + NEXT_SECRET};
    try (RunningService service =
        RunningService.start(
            database,
            next[0],
            next[1],
            TOKEN + "verify-only[0].kid=k1",
            TOKEN + "verify-only[0].secret=" + RunningService.SECRET)) {
      assertThat(verified(service, token)).contains("\"valid\":true");
      assertThat(token(service.authorize("acme", "a", "AAPL", "BUY", "1", "1"))).isEqualTo(token);
      JsonObject newer = token(service.authorize("acme", "b", "AAPL", "BUY", "1", "1"));
      assertThat(newer.string("kid")).isEqualTo("k2");
      assertThat(verified(service, newer)).contains("\"valid\":true");
    }
    try (RunningService service = RunningService.start(database, next)) {
      assertThat(verified(service, token)).contains("\"valid\":false");
      Reply again = service.authorize("acme", "a", "AAPL", "BUY", "1", "1");
      assertThat(again.body().toString())
          .contains("the key that signs this decision is not configured", "\"replayed\":true");
    }
  }

  @Test
  void keysFollowOneAnotherWithoutARestart(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("keys.yaml");
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String first = key("k1", RunningService.SECRET, now.minusSeconds(60), now.plusSeconds(86_400));
    String next = key("k2", NEXT_SECRET, now.minusSeconds(30), now.plusSeconds(172_800));
    write(file, first);
    try (RunningService service =
        RunningService.start(
            RunningService.freshDatabase(),
            TOKEN + "secret=",
            TOKEN + "keys-file=" + file,
            TOKEN + "keys-watch=100ms")) {
      JsonObject token = token(service.authorize("acme", "a", "AAPL", "BUY", "1", "1"));
      assertThat(token.string("kid")).isEqualTo("k1");

      write(file, first + next);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.get("/health").text("token_keys", "signing").equals("k2"));
      JsonObject newer = token(service.authorize("acme", "b", "AAPL", "BUY", "1", "1"));
      assertThat(newer.string("kid")).isEqualTo("k2");
      assertThat(verified(service, token)).contains("\"valid\":true");
      assertThat(token(service.authorize("acme", "a", "AAPL", "BUY", "1", "1"))).isEqualTo(token);

      write(file, first + next.replace("not_after", "until"));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.get("/health").text("status").equals("degraded"));
      Reply health = service.get("/health");
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.text("token_keys", "refusal")).startsWith("line 10: ");
      assertThat(health.body().toString())
          .contains("\"kid\":\"k1\"", "\"state\":\"VERIFYING\"", "\"state\":\"SIGNING\"")
          .doesNotContain(RunningService.SECRET, NEXT_SECRET);
      assertThat(token(service.authorize("acme", "c", "AAPL", "BUY", "1", "1")).string("kid"))
          .isEqualTo("k2");

      // An emergency: the first key goes at once.
      write(file, next);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> verified(service, token).contains("no key of that name"));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.get("/health").text("status").equals("healthy"));
    }
  }

  @Test
  void tokensOfVersionOneAreGivenAndTakenOnlyWhereThatIsEnabled() {
    try (RunningService service =
        RunningService.start(
            RunningService.freshDatabase(),
            TOKEN + "v1.enabled=true",
            TOKEN + "v1.secret=" + NEXT_SECRET)) {
      String order = RunningService.order("acme", "a", "AAPL", "BUY", "1", "1");
      JsonObject token = token(service.post("/v1/authorize?token=v1", order));
      assertThat(token.string("version")).isEqualTo("v1");
      assertThat(verified(service, token)).contains("\"valid\":true");
      assertThat(service.post("/v1/tokens/redeem", "{\"token\":%s}".formatted(token)).text("code"))
          .as("it is never used up")
          .isEqualTo("UNKNOWN_TOKEN");
      String half = RunningService.order("acme", "b", "AAPL", "BUY", "1.5", "1");
      Reply untold = service.post("/v1/authorize?token=v1", half);
      assertThat(untold.text("status")).isEqualTo("AUTHORIZED");
      assertThat(untold.body().toString()).contains("TOKEN_WITHHELD_NOT_IN_V1");
      assertThat(verified(service, token(service.post("/v1/authorize", half))))
          .as("the same decision's own form")
          .contains("\"valid\":true");
    }
  }

  private static String key(String kid, String secret, Instant notBefore, Instant notAfter) {
    return """
      - kid: %s
        secret: %s
        not_before: %s
        not_after: %s
    """
        .formatted(kid, secret, notBefore, notAfter);
  }

  private static void write(Path file, String keys) throws IOException {
    Files.writeString(file, "version: 1\nkeys:\n" + keys);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static JsonObject token(Reply reply) {
    return Objects.requireNonNull(reply.body().object("decision_token"));
  }

  private static String verified(RunningService service, JsonObject token) {
    return service
        .post(
            "/v1/tokens/verify",
            new String(CanonicalJson.asReceived(token), StandardCharsets.UTF_8))
        .body()
        .toString();
  }
}
