package dev.tradewitness.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// A reader that always takes a little, so that no write ever times out.
class SlowReaderTest {

  private static final int ANSWER_BYTES = 64 << 20;

  private static ConfigurableApplicationContext context;
  private static int port;

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.threads.virtual.enabled=true",
                "--tradewitness.reads.time-max=500ms",
                "--tradewitness.reads.rate-min=1GB");
    port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void isCutOffAndSeesThatAPartIsMissing() throws Exception {
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(64 * 1024);
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      socket
          .getOutputStream()
          .write(
              "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(readSlowly(socket.getInputStream())).isLessThan(ANSWER_BYTES);
    }
    var meters = context.getBean(MeterRegistry.class);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> meters.counter("tradewitness.reads.cut").count() == 1);
  }

  /// @return how many bytes came before the connection ended
  private static long readSlowly(InputStream input) throws IOException, InterruptedException {
    byte[] some = new byte[32 * 1024];
    long read = 0;
    try {
      for (int count; (count = input.read(some)) >= 0; read += count) {
        Thread.sleep(10);
      }
    } catch (SocketException e) { // reset
      return read;
    }
    return read;
  }

  @Configuration
  @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
  static class Application {
    @Bean
    Answers answers() {
      return new Answers();
    }
  }

  @RestController
  static class Answers {
    @GetMapping("/long")
    byte[] longAnswer() {
      return new byte[ANSWER_BYTES];
    }
  }
}
