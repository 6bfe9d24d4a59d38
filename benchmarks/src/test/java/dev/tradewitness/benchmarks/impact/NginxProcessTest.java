package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NginxProcessTest {

  @Test
  void anAddressThatHasBeenReplacedIsNotReplacedAgain() throws IOException {
    assertThat(
            NginxProcess.addressed(
                "broker 127.0.0.1:9000; capture 127.0.0.1:8081;",
                Map.of("127.0.0.1:9000", "127.0.0.1:8081", "127.0.0.1:8081", "127.0.0.1:16081")))
        .isEqualTo("broker 127.0.0.1:8081; capture 127.0.0.1:16081;");
  }

  @Test
  void aBlockWithoutAnExpectedAddressIsRefused() {
    assertThatThrownBy(
            () -> NginxProcess.addressed("broker 10.0.0.1:9000;", Map.of("127.0.0.1:9000", "x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not name 127.0.0.1:9000");
  }

  /// A relative path would be below nginx's prefix, where packages have no folder for logs.
  @Test
  void theBlockLogsToTheFolderThatPackagesOfNginxMake() throws IOException {
    assertThat(Files.readString(Path.of("..", "deploy", "nginx", "mirror.conf")))
        .contains("access_log /var/log/nginx/")
        .doesNotContainPattern("(?m)^\\s*(access|error)_log (?!/var/log/nginx/)");
  }

  @Test
  void aProgramThatIsNotThereIsNotFound() {
    assertThat(NginxProcess.program(Optional.of(Path.of("nowhere", "nginx")))).isEmpty();
  }
}
