package dev.tradewitness.benchmarks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftwareTest {

  @Test
  void kafkasVersionIsThatOfItsServerJar() {
    assertThat(
            Software.kafka(
                List.of(
                    "java",
                    "-cp",
                    "/lib/kafka-server-common-4.1.0.jar:/lib/kafka_2.13-4.2.1.jar:/lib/x-1.jar")))
        .isEqualTo("4.2.1");
    assertThat(Software.kafka(List.of("java", "-cp", "/lib/kafka-server-4.2.0-rc1.jar")))
        .isEqualTo("4.2.0-rc1");
    assertThat(Software.kafka(List.of("java", "-cp", "/lib/other-1.jar"))).isEqualTo("unknown");
  }

  @Test
  void outsideAnyCloneTheCommitIsUnknown(@TempDir Path folder) {
    assertThat(Software.commit(folder)).isEqualTo("unknown");
  }
}
