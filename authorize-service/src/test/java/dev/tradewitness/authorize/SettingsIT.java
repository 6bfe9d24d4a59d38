package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

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
