package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The files by which capture is installed open every door that `./tradewitness up` opens, and put
/// what has to last where it lasts.
class DeploymentFilesTest {

  private static final Path HOME = Path.of(System.getProperty("tradewitness.home"));

  /// HTTP, LDJSON, its metrics, FIX.
  private static final List<String> PORTS = List.of("8081", "17000", "17001", "9880");

  private static final List<String> FOLDERS =
      List.of("TRADEWITNESS_CAPTURE_SPOOL_FOLDER", "TRADEWITNESS_CAPTURE_FIX_STORE_FOLDER");

  @Test
  void theImageExposesEveryPortAndListensOnIt() throws IOException {
    String stage =
        read("Dockerfile").replaceFirst("(?s).*FROM base AS capture-service(.*?)FROM .*", "$1");
    assertThat(stage.lines().filter(line -> line.startsWith("EXPOSE ")))
        .singleElement()
        .satisfies(line ->
            assertThat(line.replace("EXPOSE ", "").split(" ", -1))
                .containsExactlyInAnyOrderElementsOf(PORTS));
    assertThat(stage)
        .contains(
            "TRADEWITNESS_CAPTURE_LDJSON_ADDRESS=0.0.0.0",
            "TRADEWITNESS_CAPTURE_FIX_ADDRESS=0.0.0.0");
  }

  @Test
  void theStackInContainersPublishesEveryPortOnThisMachineAlone() throws IOException {
    assertThat(strings(service("docker-compose.yml", "capture").get("ports")))
        .containsExactlyInAnyOrderElementsOf(
            PORTS.stream().map(port -> "127.0.0.1:%s:%s".formatted(port, port)).toList());
  }

  @Test
  void everyFolderOfTheContainersIsAVolume() throws IOException {
    String made =
        read("Dockerfile")
            .lines()
            .filter(line -> line.contains("mkdir -p /app"))
            .findAny()
            .orElseThrow();
    for (var service :
        List.of(
            service("docker-compose.yml", "capture"),
            service("deploy/sidecar/compose.yml", "capture-sidecar"))) {
      var environment = (Map<?, ?>) service.get("environment");
      for (String folder : FOLDERS) {
        String path = String.valueOf(environment.get(folder));
        assertThat(strings(service.get("volumes")))
            .anyMatch(volume -> volume.matches("[a-z-]+:" + path));
        // Else the volume would be root's.
        assertThat(made).contains(" " + path + " ");
      }
    }
  }

  @Test
  void everyFolderOfTheUnitIsAStateDirectory() throws IOException {
    String unit = read("deploy/systemd/tradewitness@capture.service.d/10-service.conf");
    for (String folder : FOLDERS) {
      String path = found(unit, "Environment=" + folder + "=%S/(.*)");
      assertThat(unit).contains("\nStateDirectory=" + path + "\n");
    }
    String socket = found(read("deploy/systemd/env/capture.env"), "LDJSON_SOCKET=/run/(.*)/");
    assertThat(unit).contains("\nRuntimeDirectory=" + socket + "\n");
  }

  private static String found(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern));
  }

  private static Map<?, ?> service(String file, String name) throws IOException {
    Map<?, ?> whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(read(file));
    var services = (Map<?, ?>) Objects.requireNonNull(whole.get("services"));
    return (Map<?, ?>) Objects.requireNonNull(services.get(name));
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(String::valueOf).toList();
  }

  private static String read(String file) throws IOException {
    return Files.readString(HOME.resolve(file));
  }
}
