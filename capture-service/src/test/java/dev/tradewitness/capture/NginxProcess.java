package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.launcher.part.ReservedPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/// A real nginx with `deploy/nginx/mirror.conf`, at ports of its own.
final class NginxProcess implements AutoCloseable {

  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path BLOCK = Path.of("..", "deploy", "nginx", "mirror.conf");

  private final Process process;
  private final Path folder;
  private final int port;

  private NginxProcess(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /// Skips the test where there is no nginx, unless everything that drills need has to be there.
  static void require() {
    if (!"required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS"))) {
      Assumptions.assumeTrue(
          Files.isExecutable(NGINX), "no " + NGINX + " here: apt-get install nginx-light");
    }
    assertThat(NGINX).isExecutable();
  }

  /// @param folder a new one for each process
  /// @param change of the block
  static NginxProcess start(Path folder, int broker, int capture, UnaryOperator<String> change)
      throws IOException {
    int port = ReservedPorts.one();
    Files.createDirectories(folder.resolve("logs"));
    String block = Files.readString(BLOCK);
    assertThat(block)
        .contains("127.0.0.1:9000", "127.0.0.1:8081", "127.0.0.1:8088", "unix:/run/tradewitness-")
        // Else it is looked for below nginx's prefix, where packages have no folder for logs.
        .doesNotContainPattern("(?m)^\\s*(access|error)_log (?!/var/log/nginx/)");
    Files.writeString(
        folder.resolve("mirror.conf"),
        change
            .apply(block)
            .replace("127.0.0.1:9000", "127.0.0.1:" + broker)
            .replace("127.0.0.1:8081", "127.0.0.1:" + capture)
            .replace("127.0.0.1:8088", "127.0.0.1:" + port)
            .replace("unix:/run/", "unix:" + folder + "/")
            .replace("/var/log/nginx/", folder + "/logs/"));
    boolean root = "root".equals(System.getProperty("user.name"));
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        %s
        daemon off;
        pid nginx.pid;
        worker_processes 2;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          include mirror.conf;
        }
        """
            .formatted(root ? "user root;" : ""));
    var process =
        new ProcessBuilder(
                NGINX.toString(),
                "-p",
                folder.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "logs/error.log")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("logs/out.log").toFile())
            .start();
    var nginx = new NginxProcess(process, folder, port);
    await().until(nginx::answers);
    return nginx;
  }

  private boolean answers() throws IOException {
    assertThat(process.isAlive()).as(Files.readString(folder.resolve("logs/out.log"))).isTrue();
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /// One line for each copy that has ended: time, request id, status, capture's status, seconds.
  private List<String[]> copies() throws IOException {
    Path log = folder.resolve("logs/mirror.log");
    return Files.readAllLines(log).stream().map(line -> line.split(" ", -1)).toList();
  }

  void awaitCopies(int count) {
    await().until(() -> copies().size() == count);
  }

  /// The ids of requests whose copy capture answered so.
  Set<String> copiesAnswered(String status) throws IOException {
    return copies().stream()
        .filter(copy -> copy[2].equals(status))
        .map(copy -> copy[1])
        .collect(Collectors.toSet());
  }

  /// How many copies got each answer.
  Map<String, Long> copiesByAnswer() throws IOException {
    return copies().stream()
        .collect(Collectors.groupingBy(copy -> copy[2], TreeMap::new, Collectors.counting()));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
