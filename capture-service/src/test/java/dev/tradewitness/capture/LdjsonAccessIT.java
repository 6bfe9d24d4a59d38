package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.source.ldjson.LdjsonDoor;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in to the LDJSON door, by TLS and by a Unix socket, and who is shown out.
class LdjsonAccessIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZg==";
  private static final String GREETING =
      "{\"type\":\"hello\",\"v\":1,\"ack\":true,\"secret\":\"" + SECRET + "\"}";

  @TempDir private static Path folder;

  private static Path socket;
  private static int metricsPort;
  private static RunningCapture capture;

  @BeforeAll
  static void start() throws Exception {
    Servers.kafka().resetTopics();
    Database database = Servers.postgres().createDatabase("capture");
    socket = folder.resolve("ldjson.sock");
    leaveStale(socket);
    metricsPort = ReservedPorts.one();
    String bundle = "--spring.ssl.bundle.jks.door.keystore.";
    capture =
        RunningCapture.start(
            database,
            bundle + "location=file:" + keyStore(),
            bundle + "password=changeit",
            bundle + "type=PKCS12",
            "--tradewitness.capture.ldjson.ssl-bundle=door",
            "--tradewitness.capture.ldjson.secret=" + SECRET,
            "--tradewitness.capture.ldjson.socket=" + socket,
            "--tradewitness.capture.ldjson.metrics-port=" + metricsPort,
            "--tradewitness.capture.ldjson.read-timeout=3s",
            "--tradewitness.capture.ldjson.write-timeout=1s",
            "--tradewitness.capture.sources=" + sources());
  }

  @AfterAll
  static void stop() {
    capture.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void withTheSecretMessagesAreStoredUnderTheirSourcesPolicy() throws Exception {
    try (var client = LdjsonClient.unix(socket)) {
      client.send(GREETING).send(LdjsonClient.event("named", "unix")).awaitAck(1);
    }
    try (var client = tls()) {
      client.send(GREETING).send(LdjsonClient.event("named", "tls")).awaitAck(1);
    }
    String streams = capture.http().get("/vcp/streams").text();
    assertThat(streams)
        .contains("{\"policy_id\":\"com.example:named\",\"head\":2,")
        .contains("\"conformance_tier\":\"GOLD\"");
  }

  @Test
  void withoutTheSecretNothingIsStoredAndTheConnectionIsClosed() throws Exception {
    double refused = ended("secret");
    for (String first :
        List.of(
            LdjsonClient.event("intruder", "no hello"),
            LdjsonClient.HELLO,
            GREETING.replace("MDEy", "MDEx"),
            GREETING.replace("MDEy", "?"),
            "")) {
      try (var client = LdjsonClient.unix(socket)) {
        sendAll(client, first, LdjsonClient.event("intruder", "behind it"));
        assertThat(client.answer()).as(first).isNull();
      }
    }
    await().atMost(PATIENCE).until(() -> ended("secret") == refused + 5);
    assertThat(capture.http().get("/vcp/streams").text()).doesNotContain("intruder");
  }

  @Test
  void aPlainClientOfTheTlsPortIsClosed() throws Exception {
    try (var client = new LdjsonClient(door().port())) {
      sendAll(client, GREETING, LdjsonClient.event("plain", "x"));
      assertThat(String.valueOf(client.answer())).doesNotContain("ack");
    } catch (IOException _) {
      // reset
    }
    assertThat(capture.http().get("/vcp/streams").text()).doesNotContain("plain");
  }

  @Test
  void theSocketIsItsOwnersAloneAndNobodyElseTakesItsPlace() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    try (var listing = Files.list(folder)) {
      assertThat(listing.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("ldjson.sock", "door.p12", "sources.yaml");
    }
    Database another = Servers.postgres().createDatabase("capture");
    assertThatThrownBy(() ->
            RunningCapture.start(another, "--tradewitness.capture.ldjson.socket=" + socket).close())
        .rootCause()
        .hasMessageContaining("another process answers on");
    try (var client = LdjsonClient.unix(socket)) {
      client.send(GREETING).send("{\"type\":\"heartbeat\"}").awaitAck(1);
    }
  }

  @Test
  void theMetricsPortServesMetricsAndHealthAlone() {
    var metrics = new CaptureHttp(metricsPort);
    assertThat(metrics.get("/metrics").status()).isEqualTo(200);
    assertThat(metrics.get("/metrics").text()).contains("sidecar_active_connections");
    assertThat(metrics.get("/health").json().string("vcp_version")).isEqualTo("1.1");
    for (String other : List.of("/", "/vcp/streams", "/metrics/", "/actuator/health", "/%2e/x")) {
      assertThat(metrics.get(other).status()).as(other).isEqualTo(404);
    }
    assertThat(metrics.post("/vcp/log", new byte[] {'{', '}'}).status()).isEqualTo(404);
  }

  @Test
  void aSilentClientIsClosedOnceItsLinesAreAcknowledged() throws Exception {
    double silent = ended("silent");
    try (var client = LdjsonClient.unix(socket);
        var stranger = LdjsonClient.unix(socket)) {
      client.send(GREETING).send(LdjsonClient.event("silent", "x"));
      assertThat(client.ack()).isEqualTo(1);
      assertThat(client.answer()).isNull();
      assertThat(stranger.answer()).isNull();
    }
    await().atMost(PATIENCE).until(() -> ended("silent") == silent + 2);
  }

  @Test
  void aClientThatDoesNotReadItsAcknowledgementsIsCutOff() throws Exception {
    double slow = ended("slow_reader");
    try (var client = LdjsonClient.unix(socket)) {
      client.send(GREETING);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !sendAll(client, "{\"type\":\"heartbeat\"}"));
    }
    await().atMost(PATIENCE).until(() -> ended("slow_reader") == slow + 1);
  }

  private static Path sources() throws IOException {
    return Files.writeString(
        folder.resolve("sources.yaml"),
        """
        version: 1
        ldjson:
        - {src: named, policy_id: com.example:named, tier: GOLD}
        """);
  }

  private static LdjsonDoor door() {
    return capture.bean("ldjsonDoor", LdjsonDoor.class);
  }

  /// False when the connection is gone.
  private static boolean sendAll(LdjsonClient client, String... lines) {
    try {
      for (String line : lines) {
        client.send(line);
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void leaveStale(Path path) throws IOException {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
  }

  private static LdjsonClient tls() throws Exception {
    var trusted =
        KeyStore.getInstance(folder.resolve("door.p12").toFile(), "changeit".toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new LdjsonClient(
        context.getSocketFactory().createSocket(InetAddress.ofLiteral("127.0.0.1"), door().port()));
  }

  private static Path keyStore() throws Exception {
    Path store = folder.resolve("door.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return store;
  }

  private static double ended(String reason) {
    return capture
        .http()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("tradewitness_capture_ldjson_connections_ended_total"))
        .filter(line -> line.contains("\"" + reason + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
