package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// A thread that has ended takes readiness with it.
@CaptureTest
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class ThreadEndIT {

  @TempDir static Path folder;

  @LocalServerPort private int port;

  @DynamicPropertySource
  static void spool(DynamicPropertyRegistry settings) {
    settings.add("tradewitness.capture.spool.folder", () -> folder.resolve("spool"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream-committer", "stream-relay", "relay-heads", "spool", "ldjson-tcp"})
  void whoeverAsksIsToldThatAThreadHasEnded(String name) {
    var http = new CaptureHttp(port);
    assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(200);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .forEach(Thread::interrupt);
    // Awaitility would take the place of the watch over threads.
    await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(30))
        .until(() -> http.get("/actuator/health/readiness").status() == 503);
    assertThat(http.get("/health").status()).isEqualTo(503);
    assertThat(http.get("/health").json().string("status")).isEqualTo("unhealthy");
  }
}
