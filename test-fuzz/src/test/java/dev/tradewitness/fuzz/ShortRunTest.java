package dev.tradewitness.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShortRunTest {

  @Test
  void aTargetIsGivenItsSeedsAndOtherThingsBesides() {
    var given = new HashSet<String>();
    ShortRun.of(ShortRunTest.class, "text", input -> given.add(text(input)));

    assertThat(given).contains("one", "another").hasSizeGreaterThan(100);
  }

  @Test
  void aFailureSaysWhatRepeatsIt() {
    assertThatThrownBy(() ->
            ShortRun.of(
                ShortRunTest.class,
                "text",
                input -> {
                  if (!text(input).startsWith("one") && !text(input).startsWith("another")) {
                    throw new IllegalStateException("found");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("found")
        .hasMessageMatching(
            "(?s)round [0-9]+ of -Dfuzz.seed=-?[0-9]+ -Dfuzz.rounds=[0-9]+: .*base64.*");
    assertThatThrownBy(() ->
            ShortRun.of(
                ShortRunTest.class,
                "text",
                input -> {
                  throw new IllegalStateException("found");
                }))
        .hasMessageStartingWith("seed a: ");
  }

  @Test
  void anErrorOfTheMachineAlsoSaysWhatRepeatsIt() {
    for (Error error : List.of(new OutOfMemoryError("heap"), new NoClassDefFoundError("gone"))) {
      assertThatThrownBy(() ->
              ShortRun.of(
                  ShortRunTest.class,
                  "text",
                  input -> {
                    throw error;
                  }))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("seed a: " + error)
          .hasMessageContaining("base64: b25l")
          .hasCause(error);
    }
  }

  @Test
  void aSeedThatIsGivenRepeatsItsRoundsHoweverLongTheyTake() throws IOException {
    var first = rounds("-Dfuzz.seed=7", "-Dfuzz.rounds=300", "-Dfuzz.millis=1");
    assertThat(first).hasSize(300);
    assertThat(rounds("-Dfuzz.seed=7", "-Dfuzz.rounds=300", "-Dfuzz.millis=1")).isEqualTo(first);
  }

  private static List<String> rounds(String... settings) throws IOException {
    List<String> lines = java("print", settings).inputReader().readAllLines();
    return lines.subList(2, lines.size()); // after its seeds
  }

  @Test
  void aTargetThatDoesNotComeBackEndsTheProcessAndSaysWhatRepeatsIt()
      throws IOException, InterruptedException {
    Process process = java("hang", "-Dfuzz.seed=7", "-Dfuzz.input.millis=200");
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(70);
      assertThat(process.errorReader().readAllLines())
          .anyMatch(line -> line.matches("round [0-9]+ of -Dfuzz.seed=7 -Dfuzz.rounds=[0-9]+: .*"))
          .anyMatch(line -> line.startsWith("input in base64: "))
          .anyMatch(line -> line.contains("SomeTarget.hang"));
    } finally {
      process.destroyForcibly();
    }
  }

  /// Of the folders of this module alone: a fuzz target's program needs no others.
  private static Process java(String mode, String... settings) throws IOException {
    String path =
        Stream.of(ShortRun.class, SomeTarget.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(settings));
    command.addAll(List.of("-Xshare:auto", "-cp", path, SomeTarget.class.getName(), mode));
    return new ProcessBuilder(command).start();
  }

  @Test
  void aTargetWithoutSeedsIsAFailure() {
    assertThatThrownBy(() -> ShortRun.of(ShortRunTest.class, "none", input -> {}))
        .hasMessageContaining("no seeds in ShortRunTestInputs/none");
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
