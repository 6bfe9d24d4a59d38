package dev.tradewitness.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTimeTest {
  @TempDir private Path folder;

  @Test
  void theEnvironmentChoosesOrItIsTwoMinutes() {
    assertThat(TrainingTime.chosen(Map.of()).max()).isEqualTo(Duration.ofMinutes(2));
    assertThat(chosen("").max()).isEqualTo(Duration.ofMinutes(2));
    assertThat(chosen("10s").max()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "s", "-1s", "0s", "601s", "10s ", "PT10S"})
  void whatIsNoSuchTimeIsNamed(String text) {
    assertThatThrownBy(() -> chosen(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1s to 600s");
  }

  @Test
  void aCacheOfOneTrainingTimeIsNotThatOfAnother() throws Exception {
    var quick = new AotCache(folder, chosen("10s"));
    Files.createFile(folder.resolve(quickName()));

    assertThat(quick.recorded()).isTrue();
    assertThat(quick.options(AotMode.USE))
        .isEqualTo(List.of("-XX:AOTCache=" + folder.resolve(quickName())));
    assertThat(new AotCache(folder, chosen("")).recorded()).isFalse();
  }

  private static String quickName() {
    return "classes-%s-trained-10s.aot".formatted(Runtime.version());
  }

  private static TrainingTime chosen(String text) {
    return TrainingTime.chosen(Map.of(TrainingTime.VARIABLE, text));
  }
}
