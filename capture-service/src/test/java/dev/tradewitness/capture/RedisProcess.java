package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.launcher.part.ReservedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Jedis;

/// A real Redis that writes to disk before it answers. For one test class.
final class RedisProcess implements AutoCloseable {

  private static final Path REDIS = Path.of("/usr/bin/redis-server");

  private final Path folder;
  private final int port = ReservedPorts.one();
  private @Nullable Process process;

  RedisProcess(Path folder) {
    this.folder = folder;
  }

  /// Skips the test where there is no Redis, unless everything that drills need has to be there.
  static void require() {
    if (!"required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS"))) {
      Assumptions.assumeTrue(
          Files.isExecutable(REDIS), "no " + REDIS + " here: apt-get install redis-server");
    }
    assertThat(REDIS).isExecutable();
  }

  int port() {
    return port;
  }

  RedisProcess start() throws IOException {
    process =
        new ProcessBuilder(
                REDIS.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    await()
        .ignoreExceptions()
        .until(() -> {
          try (Jedis redis = client()) {
            return redis.ping().equals("PONG");
          }
        });
    return this;
  }

  Jedis client() {
    return new Jedis("127.0.0.1", port);
  }

  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
      process = null;
    }
  }

  @Override
  public void close() {
    kill();
  }
}
