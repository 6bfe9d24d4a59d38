package dev.tradewitness.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Each case is a process of its own, since what is tested is how one ends.
class ServiceMainTest {
  private @Nullable Process process;

  @AfterEach
  void leaveNothingBehind() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aRequestToEndClosesTheContextAndEndsWithZero() throws Exception {
    var output = start("serve");
    output.awaitLine("serving");

    terminate();

    assertThat(exitCode()).isZero();
    assertThat(output.rest()).contains("closed");
  }

  @Test
  void aRequestToEndDuringTheStartDoesTheSame() throws Exception {
    var output = start("start-slowly");
    output.awaitLine("starting");

    terminate();

    assertThat(exitCode()).isZero();
    assertThat(output.rest()).contains("started", "closed");
  }

  @Test
  void aStartThatFailsEndsWithAnotherCode() throws Exception {
    var output = start("fail");

    assertThat(exitCode()).isOne();
    assertThat(output.rest()).anyMatch(line -> line.contains("no such key"));
  }

  @Test
  void theIdOfAnIncidentThatAnAnswerNamesIsInTheLog() throws Exception {
    var output = start("fail-requests", "--server.port=0", "--server.address=127.0.0.1");
    String address = output.awaitLine("serving http://127.0.0.1:").substring("serving ".length());
    String incident;
    try (var http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(address + "/broken")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(500);
      incident = JsonMapper.shared().readTree(answer.body()).get("incident").asString();
    }
    terminate();
    assertThat(exitCode()).isZero();
    assertThat(output.rest())
        .filteredOn(line -> line.contains("request failed"))
        .singleElement()
        .asString()
        .contains("incident=\"" + incident + "\"");
  }

  private Output start(String what, String... more) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                (what.equals("fail-requests") ? WebService.class : Service.class).getName(),
                "--what=" + what,
                "--spring.main.web-application-type="
                    + (what.equals("fail-requests") ? "servlet" : "none"),
                "--spring.main.keep-alive=true",
                "--spring.main.banner-mode=off"));
    command.addAll(List.of(more));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Output(process.inputReader());
  }

  /// As `kill` does: [Process#destroy] would also close the output that is to be read.
  private void terminate() {
    assertThat(launched().toHandle().destroy()).isTrue();
  }

  private int exitCode() throws InterruptedException {
    assertThat(launched().waitFor(30, TimeUnit.SECONDS)).isTrue();
    return launched().exitValue();
  }

  private Process launched() {
    if (process == null) {
      throw new IllegalStateException("nothing was started");
    }
    return process;
  }

  private record Output(BufferedReader lines) {
    String awaitLine(String wanted) throws IOException {
      var seen = new ArrayList<String>();
      for (String line; (line = lines.readLine()) != null; seen.add(line)) {
        if (line.startsWith(wanted)) {
          return line;
        }
      }
      throw new AssertionError("ended without saying %s: %s".formatted(wanted, seen));
    }

    List<String> rest() {
      return lines.lines().toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Service {
    static void main(String... args) {
      ServiceMain.run(Service.class, args);
    }

    @Bean
    Resource resource(Environment environment) throws InterruptedException {
      switch (environment.getRequiredProperty("what")) {
        case "fail" -> throw new IllegalStateException("no such key");
        case "start-slowly" -> {
          IO.println("starting");
          Thread.sleep(2_000);
          IO.println("started");
        }
        default -> {}
      }
      return new Resource();
    }

    @Bean
    ApplicationRunner whenStarted() {
      return _ -> IO.println("serving");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {DataSourceAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
  static class WebService {
    static void main(String... args) {
      ServiceMain.run(WebService.class, args);
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> whenServing() {
      return server -> IO.println("serving http://127.0.0.1:" + server.getWebServer().getPort());
    }

    @RestController
    static class Broken {
      @GetMapping("/broken")
      String broken() {
        throw new IllegalStateException("broken");
      }
    }
  }

  static final class Resource implements AutoCloseable {
    @Override
    public void close() {
      IO.println("closed");
    }
  }
}
