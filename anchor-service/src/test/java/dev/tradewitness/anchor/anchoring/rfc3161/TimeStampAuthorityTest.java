package dev.tradewitness.anchor.anchoring.rfc3161;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tradewitness.anchor.anchoring.AnchorOutcome;
import dev.tradewitness.anchor.anchoring.Trust;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TimeStampAuthorityTest {

  private static final Duration TIMEOUT = Duration.ofMillis(700);
  private static final Hash ROOT = Hash.of(new byte[] {1});

  @TempDir private static Path folder;

  private static AnchorOutcome asked(URI url) throws IOException {
    // Makes the CA's certificate, which the target cannot do without.
    try (var authority = TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder)) {
      assertThat(authority.port()).isPositive();
    }
    var target =
        new Rfc3161Properties.Target(
            "test", url, Trust.LOCAL, null, TimeStampServer.caCertificate(folder));
    var settings = new Rfc3161Properties(List.of(target), TIMEOUT, 10_000, Duration.ofSeconds(5));
    TimeStampAuthority authority = settings.authorities(InstantSource.system()).getFirst();
    long start = System.nanoTime();
    AnchorOutcome outcome = authority.submit(ROOT, BigInteger.TEN, Instant.now());
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("it never takes longer than it may")
        .isLessThan(TIMEOUT.plusSeconds(5));
    return outcome;
  }

  private static AnchorOutcome answeredBy(HttpHandler handler) throws IOException {
    var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", handler);
    http.start();
    try {
      return asked(URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/"));
    } finally {
      http.stop(0);
    }
  }

  private static void assertUnreachable(AnchorOutcome outcome, String reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            AnchorOutcome.Unreachable.class, away -> assertThat(away.reason()).contains(reason));
  }

  @Test
  void anAuthorityThatAnswersStamps() throws IOException {
    try (var server = TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder)) {
      assertThat(asked(URI.create("http://127.0.0.1:" + server.port() + "/")))
          .isInstanceOf(AnchorOutcome.Confirmed.class);
    }
  }

  @Test
  void whereNobodyListensNobodyAnswers() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertUnreachable(asked(URI.create("http://127.0.0.1:" + port + "/")), "Connect");
  }

  @Test
  void whoTakesTheCallAndSaysNothingIsLeft() throws IOException {
    try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertUnreachable(asked(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/")), "");
    }
  }

  @Test
  void anAnswerThatNeverEndsIsLeft() throws IOException {
    AnchorOutcome outcome =
        answeredBy(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < 100; i++) {
              body.write(1);
              body.flush();
              Thread.sleep(50);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertUnreachable(outcome, "no answer within");
  }

  @Test
  void anAnswerThatIsTooLongIsLeft() throws IOException {
    AnchorOutcome outcome =
        answeredBy(exchange -> {
          exchange.sendResponseHeaders(200, 10_001);
          exchange.getResponseBody().write(new byte[10_001]);
          exchange.close();
        });
    assertThat(outcome).isInstanceOf(AnchorOutcome.Unreachable.class);
  }

  @Test
  void errorsAndDetoursAreNoAnswers() throws IOException {
    for (int status : new int[] {204, 302, 404, 500, 503}) {
      AnchorOutcome outcome =
          answeredBy(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      assertUnreachable(outcome, "HTTP status " + status);
    }
  }

  @Test
  void anEmptyAnswerIsRefused() throws IOException {
    AnchorOutcome outcome =
        answeredBy(exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    assertThat(outcome).isInstanceOf(AnchorOutcome.Refused.class);
  }

  @Test
  void aTargetThatDoesNotSayWhoRunsItStopsTheStart() {
    String prefix = "tradewitness.anchor.rfc3161";
    var given =
        new MapConfigurationPropertySource(
            Map.of(
                prefix + ".targets[0].name", "bare",
                prefix + ".targets[0].url", "http://a/",
                prefix + ".targets[0].ca", "x"));
    assertThatThrownBy(() -> new Binder(given).bind(prefix, Rfc3161Properties.class))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .rootCause()
        .hasMessageContaining("bare")
        .hasMessageContaining("LOCAL");
  }

  @Test
  void aTargetWithoutACaStopsTheStart() {
    var target =
        new Rfc3161Properties.Target("bare", URI.create("http://a/"), Trust.EXTERNAL, null, null);
    var settings = new Rfc3161Properties(List.of(target), TIMEOUT, 10_000, Duration.ofSeconds(5));
    assertThatThrownBy(() -> settings.authorities(InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bare")
        .hasMessageContaining("ca-file");
  }
}
