package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.launcher.part.ReservedPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Jedis;

/// A real Redis that writes to disk before it answers. For one test class.
public final class RedisProcess implements AutoCloseable {

  private static final Path REDIS = Path.of("/usr/bin/redis-server");

  private final Path folder;
  private final int port = ReservedPorts.one();
  private @Nullable Process process;

  public RedisProcess(Path folder) {
    this.folder = folder;
  }

  /// Skips the test where there is no Redis, unless everything that drills need has to be there.
  public static void require() {
    if (!"required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS"))) {
      Assumptions.assumeTrue(
          Files.isExecutable(REDIS), "no " + REDIS + " here: apt-get install redis-server");
    }
    assertThat(REDIS).isExecutable();
  }

  public int port() {
    return port;
  }

  public RedisProcess start() throws IOException {
    run("--port", Integer.toString(port));
    await()
        .ignoreExceptions()
        .until(() -> {
          try (Jedis redis = client()) {
            return redis.ping().equals("PONG");
          }
        });
    return this;
  }

  /// One that asks for a password.
  RedisProcess startWithPassword(String password) throws IOException {
    run("--port", Integer.toString(port), "--requirepass", password);
    await()
        .ignoreExceptions()
        .until(() -> {
          try (Jedis redis = client()) {
            return redis.auth(password).equals("OK");
          }
        });
    return this;
  }

  /// One that speaks TLS only.
  ///
  /// @param folder with `cert.pem` and `key.pem`
  public static RedisProcess startTls(Path folder, Path certificate) throws IOException {
    var redis = new RedisProcess(folder);
    redis.run(
        "--port",
        "0",
        "--tls-port",
        Integer.toString(redis.port),
        "--tls-cert-file",
        certificate.resolve("cert.pem").toString(),
        "--tls-key-file",
        certificate.resolve("key.pem").toString(),
        "--tls-ca-cert-file",
        certificate.resolve("cert.pem").toString(),
        "--tls-auth-clients",
        "no");
    await()
        .ignoreExceptions()
        .until(() -> {
          try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), redis.port)) {
            return socket.isConnected();
          }
        });
    return redis;
  }

  private void run(String... ports) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                REDIS.toString(),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "always"));
    command.addAll(List.of(ports));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
  }

  public Jedis client() {
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
