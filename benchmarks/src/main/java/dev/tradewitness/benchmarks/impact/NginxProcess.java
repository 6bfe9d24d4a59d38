package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.launcher.part.ReservedPorts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An nginx of its own with `deploy/nginx/mirror.conf`, in front of the order server.
final class NginxProcess implements AutoCloseable {
  private static final Path BLOCK = Path.of("deploy", "nginx", "mirror.conf");
  private static final String MIRROR = "mirror /vcp-mirror;";
  private static final List<String> FOLDERS =
      List.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/nginx/sbin");
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int POLL_MILLIS = 50;

  private final Process process;
  private final Path folder;
  private final int port;
  private final Thread endWithProgram;

  private NginxProcess(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
    this.endWithProgram = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(endWithProgram);
  }

  /// The program, where the machine has one.
  static Optional<Path> program(Optional<Path> said) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return said.<Stream<Path>>map(Stream::of)
        .orElseGet(() ->
            Stream.concat(FOLDERS.stream(), Stream.of(path.split(File.pathSeparator, -1)))
                .map(folder -> Path.of(folder, "nginx")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Starts it and returns when it takes connections.
  ///
  /// @param home folder of the build
  /// @param folder an empty one; its path is short, since a socket's name has at most 107 bytes
  static NginxProcess start(
      Path program, Path home, Path folder, int orderServer, int capture, boolean mirror)
      throws IOException, InterruptedException {
    int port = ReservedPorts.one();
    Files.createDirectories(folder.resolve("logs"));
    var block = Files.readString(home.resolve(BLOCK));
    if (!block.contains(MIRROR)) {
      throw new IOException(BLOCK + " has no line " + MIRROR);
    }
    Files.writeString(
        folder.resolve("mirror.conf"),
        addressed(
            mirror ? block : block.replace(MIRROR, "mirror off;"),
            Map.of(
                "127.0.0.1:9000", "127.0.0.1:" + orderServer,
                "127.0.0.1:8081", "127.0.0.1:" + capture,
                "127.0.0.1:8088", "127.0.0.1:" + port,
                "unix:/run/", "unix:" + folder + "/",
                "/var/log/nginx/", folder + "/logs/")));
    Files.writeString(folder.resolve("nginx.conf"), configuration());
    var process =
        new ProcessBuilder(
                program.toString(), "-p", folder + "/", "-c", "nginx.conf", "-e", "logs/error.log")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("logs/out.log").toFile())
            .start();
    var nginx = new NginxProcess(process, folder, port);
    try {
      nginx.awaitPort();
      return nginx;
    } catch (IOException | InterruptedException e) {
      nginx.close();
      throw e;
    }
  }

  /// Replaces each address and folder once, so that a new one is never taken for another old one.
  static String addressed(String block, Map<String, String> addresses) throws IOException {
    for (var old : addresses.keySet()) {
      if (!block.contains(old)) {
        throw new IOException("%s does not name %s".formatted(BLOCK, old));
      }
    }
    var any =
        Pattern.compile(String.join("|", addresses.keySet().stream().map(Pattern::quote).toList()));
    return any.matcher(block)
        .replaceAll(found -> Matcher.quoteReplacement(replacement(addresses, found.group())));
  }

  private static String replacement(Map<String, String> addresses, String old) {
    return addresses.getOrDefault(old, old);
  }

  private static String configuration() {
    boolean root = "root".equals(System.getProperty("user.name"));
    return """
    %s
    daemon off;
    pid nginx.pid;
    worker_processes auto;
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
        .formatted(root ? "user root;" : "");
  }

  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(
            "nginx does not answer: " + Files.readString(folder.resolve("logs/out.log")));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), POLL_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(endWithProgram);
    } catch (IllegalStateException e) {
      // The program is ending: the hook has run or runs.
    }
  }
}
