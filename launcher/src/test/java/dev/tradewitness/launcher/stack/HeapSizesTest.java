package dev.tradewitness.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapSizesTest {

  private static final long GIB = 1L << 30;

  @ParameterizedTest
  @CsvSource({
    "2, 384, 256",
    "8, 384, 256",
    "16, 512, 256",
    "24, 768, 384",
    "32, 1024, 512",
    "512, 1024, 512"
  })
  void theDefaultsAreSharesOfTheMachineWithinBounds(long gibibytes, int authorize, int other) {
    var sizes = HeapSizes.ofMachine(gibibytes * GIB);
    for (String part : HeapSizes.PARTS) {
      assertThat(sizes.of(part)).as(part).isEqualTo(part.equals("authorize") ? authorize : other);
    }
  }

  @Test
  void anOptionOutranksTheEnvironmentWhichOutranksTheDefault() {
    var sizes =
        HeapSizes.chosen(
            Map.of(
                "TRADEWITNESS_HEAP_AUTHORIZE",
                "3g",
                "TRADEWITNESS_HEAP_KAFKA",
                "640M",
                "PATH",
                "x"),
            List.of("authorize=1g", "authorize=2G"));
    assertThat(sizes.of("authorize")).isEqualTo(2048);
    assertThat(sizes.of("kafka")).isEqualTo(640);
    assertThat(sizes.of("vpin")).isEqualTo(HeapSizes.defaults().of("vpin"));
    assertThat(sizes.jvmOptions("kafka")).containsExactly("-Xms640m", "-Xmx640m");
  }

  @Test
  void anEmptyVariableCountsAsNotThere() {
    assertThat(HeapSizes.chosen(Map.of("TRADEWITNESS_HEAP_VPIN", ""), List.of()))
        .isEqualTo(HeapSizes.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "2gb", "g", "-1g", "1.5g", "127m", "1025g", "99999999g", "2 g"})
  void aMalformedOrBoundlessSizeIsRefusedWithThePartAndTheForm(String size) {
    assertThatThrownBy(() -> HeapSizes.chosen(Map.of(), List.of("authorize=" + size)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("authorize's heap is a whole number of m or g from 128m to 1024g")
        .hasMessageEndingWith("not " + (size.isEmpty() ? "nothing" : size));
  }

  @Test
  void theSmallestAndTheLargestSizeAreTaken() {
    var sizes = HeapSizes.chosen(Map.of(), List.of("vpin=128m", "capture=1024g"));
    assertThat(sizes.of("vpin")).isEqualTo(128);
    assertThat(sizes.of("capture")).isEqualTo(1 << 20);
  }

  @Test
  void aPartThatIsUnknownOrHasNoHeapIsRefusedWithThoseThereAre() {
    for (String part : List.of("postgres", "tsa", "authorise", "")) {
      assertThatThrownBy(() -> HeapSizes.chosen(Map.of(), List.of(part + "=2g")))
          .hasMessage(
              "no part with a heap is called %s; there are kafka, capture, anchor, authorize, vpin"
                  .formatted(part));
    }
    assertThatThrownBy(
            () -> HeapSizes.chosen(Map.of("TRADEWITNESS_HEAP_AUTHORISE", "2g"), List.of()))
        .hasMessageContaining("called authorise");
    assertThatThrownBy(() -> HeapSizes.chosen(Map.of(), List.of("2g")))
        .hasMessageContaining("PART=SIZE");
  }

  @Test
  void theSizesAreSavedWithTheStackAndHandedToItsSupervisor(@TempDir Path data) throws Exception {
    var chosen = HeapSizes.chosen(Map.of(), List.of("authorize=2g", "anchor=300m"));
    new StackSettings(
            data, data, 0, List.of("authorize"), true, chosen, GarbageCollectors.defaults())
        .save();

    var saved = StackSettings.saved(data, data).orElseThrow().heaps();

    assertThat(saved).isEqualTo(chosen);
    assertThat(saved.commandLine()).contains("authorize=2048m", "anchor=300m");
  }
}
