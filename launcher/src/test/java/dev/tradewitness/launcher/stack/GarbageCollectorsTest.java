package dev.tradewitness.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.launcher.part.AotMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageCollectorsTest {

  @Test
  void everyPartHasTheSerialCollectorUnlessAnotherIsChosen() {
    for (String part : HeapSizes.PARTS) {
      assertThat(GarbageCollectors.defaults().jvmOptions(part))
          .as(part)
          .containsExactly("-XX:+UseSerialGC");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "serial, -XX:+UseSerialGC",
    "parallel, -XX:+UseParallelGC",
    "G1, -XX:+UseG1GC",
    "z, -XX:+UseZGC"
  })
  void aWordStandsForAnOptionOfTheJvm(String word, String option) {
    var chosen = GarbageCollectors.chosen(Map.of(), List.of("authorize=" + word));
    assertThat(chosen.jvmOptions("authorize")).containsExactly(option);
    assertThat(chosen.jvmOptions("capture")).containsExactly("-XX:+UseSerialGC");
  }

  @Test
  void anOptionOutranksTheEnvironmentWhichOutranksTheDefault() {
    var chosen =
        GarbageCollectors.chosen(
            Map.of(
                "TRADEWITNESS_GC_AUTHORIZE", "g1",
                "TRADEWITNESS_GC_KAFKA", "PARALLEL",
                "TRADEWITNESS_GC_VPIN", "",
                "PATH", "x"),
            List.of("authorize=z", "authorize=parallel"));
    assertThat(chosen)
        .isEqualTo(
            GarbageCollectors.chosen(Map.of(), List.of("authorize=parallel", "kafka=parallel")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shenandoah", "-XX:+UseG1GC", "g1 "})
  void whatIsNoCollectorIsRefusedWithThoseThereAre(String word) {
    assertThatThrownBy(() -> GarbageCollectors.chosen(Map.of(), List.of("authorize=" + word)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("authorize's collector is one of serial, parallel, g1, z, not ");
  }

  @Test
  void aPartThatIsUnknownOrHasNoHeapIsRefused() {
    for (String part : List.of("postgres", "tsa", "authorise")) {
      assertThatThrownBy(() -> GarbageCollectors.chosen(Map.of(), List.of(part + "=g1")))
          .hasMessageContaining("no part with a collector is called " + part);
    }
    assertThatThrownBy(() -> GarbageCollectors.chosen(Map.of("TRADEWITNESS_GC_X", "g1"), List.of()))
        .hasMessageContaining("called x");
    assertThatThrownBy(() -> GarbageCollectors.chosen(Map.of(), List.of("g1")))
        .hasMessageContaining("PART=COLLECTOR");
  }

  @Test
  void theCollectorsAreSavedWithTheStackAndHandedToItsSupervisor(@TempDir Path data)
      throws Exception {
    var chosen = GarbageCollectors.chosen(Map.of(), List.of("authorize=parallel", "anchor=g1"));
    settings(data, chosen).save();

    var saved = StackSettings.saved(data, data).orElseThrow().collectors();

    assertThat(saved).isEqualTo(chosen);
    assertThat(saved.commandLine())
        .containsSequence("--gc", "authorize=parallel")
        .containsSequence("--gc", "capture=serial");
  }

  @Test
  void aServiceIsStartedWithItsCollectorAndNoOther(@TempDir Path data) throws Exception {
    var settings =
        settings(data, GarbageCollectors.chosen(Map.of(), List.of("authorize=parallel")));
    var services = new Services(settings, new KeyFolder(data.resolve("keys")), AotMode.OFF);

    assertThat(services.jvmOptions("authorize"))
        .contains("-XX:+UseParallelGC")
        .doesNotContain("-XX:+UseSerialGC");
    assertThat(services.jvmOptions("vpin")).contains("-XX:+UseSerialGC");
  }

  private static StackSettings settings(Path data, GarbageCollectors collectors) {
    return new StackSettings(
        data, data, 0, List.of("authorize"), true, HeapSizes.defaults(), collectors);
  }
}
