package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The service as a process of its own, asked to end.
class OrderlyEndIT {

  @Test
  void aProcessThatIsAskedToEndClosesInOrderAndExitsWithZero() throws Exception {
    Database database = Servers.postgres().createDatabase("anchor");
    Servers.kafka().resetTopics();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process service =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    classes,
                    AnchorApplication.class.getName(),
                    "--server.port=0",
                    "--tradewitness.anchor.signing.seed=QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
                    "--spring.datasource.url=" + database.jdbcUrl(),
                    "--spring.datasource.username=" + database.user(),
                    "--spring.datasource.password=" + database.password(),
                    "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers()))
            .redirectErrorStream(true)
            .start();
    try (var lines = service.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.lines().anyMatch(line -> line.contains("Started AnchorApplication")))
          .as("starts")
          .isTrue();
      service.destroy();
      // Read to the end, so that the process never waits for its reader.
      assertThat(lines.lines().count()).isNotNegative();
      assertThat(service.waitFor(30, TimeUnit.SECONDS)).as("ends within 30 s").isTrue();
      assertThat(service.exitValue()).as("ends in order").isZero();
    } finally {
      service.destroyForcibly();
    }
  }
}
