package dev.tradewitness.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

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

  private Output start(String what) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Service.class.getName(),
                "--what=" + what,
                "--spring.main.web-application-type=none",
                "--spring.main.keep-alive=true",
                "--spring.main.banner-mode=off")
            .redirectErrorStream(true)
            .start();
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
    void awaitLine(String wanted) throws IOException {
      var seen = new ArrayList<String>();
      for (String line; (line = lines.readLine()) != null; seen.add(line)) {
        if (line.equals(wanted)) {
          return;
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

  static final class Resource implements AutoCloseable {
    @Override
    public void close() {
      IO.println("closed");
    }
  }
}
