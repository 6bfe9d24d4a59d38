package dev.tradewitness.capture.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tradewitness.capture.RedisProcess;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/// What a real Redis refuses has a word of its own.
class RedisTroubleIT {

  @TempDir private static Path folder;

  private static RedisProcess redis;

  @BeforeAll
  static void open() throws IOException {
    RedisProcess.require();
    redis = new RedisProcess(folder).start();
    try (Jedis client = redis.client()) {
      client.xadd("s", StreamEntryID.NEW_ENTRY, Map.of("a", "b"));
      client.set("text", "not a stream");
      client.aclSetUser("reader", "on", ">secret", "~s", "+xgroup", "+xinfo", "+multi", "+exec");
    }
  }

  @AfterAll
  static void close() {
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void theWrongPasswordIsARefusedLogin() {
    assertThat(trouble(() -> open("s", "reader", "wrong").close()))
        .isEqualTo(RedisTrouble.LOGIN_REFUSED);
  }

  @Test
  void aCommandThatTheUserMayNotUseIsNotPermitted() {
    try (RedisLink link = open("s", "reader", "secret")) {
      assertThat(link.join()).isTrue();
      assertThat(trouble(() -> link.look(null, 1))).isEqualTo(RedisTrouble.NOT_PERMITTED);
    }
  }

  @Test
  void aKeyThatHoldsSomethingElseIsNotAStream() {
    try (RedisLink link = open("text", null, null)) {
      assertThat(trouble(link::join)).isEqualTo(RedisTrouble.NOT_A_STREAM);
    }
  }

  @Test
  void aGroupOrAStreamThatIsLostIsMissedByTheNextLook() {
    try (RedisLink link = open("lost", null, null);
        Jedis client = redis.client()) {
      client.xadd("lost", StreamEntryID.NEW_ENTRY, Map.of("a", "b"));
      assertThat(link.join()).isTrue();
      client.xgroupDestroy("lost", "tradewitness");
      assertThat(trouble(() -> link.look(null, 1))).isEqualTo(RedisTrouble.GROUP_LOST);
      client.del("lost");
      assertThat(trouble(() -> link.look(null, 1))).isEqualTo(RedisTrouble.STREAM_LOST);
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsAway() throws IOException {
    try (var gone = new RedisProcess(folder)) {
      assertThat(trouble(() -> open(gone.port(), "s", Map.of()).close()))
          .isEqualTo(RedisTrouble.AWAY);
    }
  }

  @Test
  void aPasswordFileThatIsNotThereIsOne() {
    var settings = Map.of("tradewitness.capture.redis.password-file", folder + "/none");
    assertThat(trouble(() -> open(redis.port(), "s", settings).close()))
        .isEqualTo(RedisTrouble.PASSWORD_FILE);
  }

  private static RedisTrouble trouble(ThrowingCallable call) {
    return RedisTrouble.of(catchThrowableOfType(RuntimeException.class, call));
  }

  private static RedisLink open(String key, String user, String password) {
    return open(
        redis.port(),
        key,
        user == null
            ? Map.of()
            : Map.of(
                "tradewitness.capture.redis.username",
                user,
                "tradewitness.capture.redis.password",
                password));
  }

  private static RedisLink open(int port, String key, Map<String, String> settings) {
    RedisProperties properties =
        new Binder(new MapConfigurationPropertySource(settings))
            .bindOrCreate("tradewitness.capture.redis", RedisProperties.class);
    var stream =
        new RedisStream(
            key,
            "127.0.0.1",
            port,
            false,
            key,
            Mapping.Known.GUIDE,
            null,
            new SourcePolicy("test:trouble", Tier.SILVER, ClockStatus.BEST_EFFORT),
            null);
    return RedisLink.open(
        stream,
        RedisConfiguration.client(stream, new DefaultSslBundleRegistry(), properties),
        properties.group());
  }
}
