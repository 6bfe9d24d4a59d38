package dev.tradewitness.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records with this test's own JVM.
class AotCacheTest {
  private static final String SAYS = "it ran";

  /// Enough for the second compiler.
  private static final int ROUNDS = 200_000;

  @TempDir private Path folder;
  private AotCache cache;

  /// The program that is recorded.
  static final class Program {
    private Program() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] words) {
      long sum = 0;
      for (int i = 0; i < ROUNDS; i++) {
        sum = hot(sum, i);
      }
      System.out.println(sum == 0 ? "it did nothing" : SAYS);
    }

    private static long hot(long sum, long round) {
      long mixed = sum;
      for (int i = 0; i < 50; i++) {
        mixed = mixed * 31 + (round ^ i);
      }
      return mixed;
    }
  }

  @BeforeEach
  void open() {
    cache = new AotCache(folder.resolve("build"));
  }

  @Test
  void whatAnOrderlyEndLeavesIsKeptAndUsedFromThenOn() throws Exception {
    assertThat(cache.recorded()).isFalse();
    assertThat(cache.options(AotMode.USE)).isEmpty();
    Path jar = jar();

    var recording = run(cache.options(AotMode.RECORD), jar);
    assertThat(recording).contains(SAYS);
    assertThat(cache.recorded()).as("before it is kept").isFalse();
    assertThat(cache.keep()).isTrue();

    assertThat(cache.recorded()).isTrue();
    assertThat(cache.options(AotMode.RECORD)).isEqualTo(cache.options(AotMode.USE));
    assertThat(cache.options(AotMode.OFF)).isEmpty();
    var options = new ArrayList<>(cache.options(AotMode.USE));
    assertThat(options).singleElement().asString().startsWith("-XX:AOTCache=");
    options.add("-XX:AOTMode=on"); // fails where the cache cannot be used
    assertThat(run(options, jar)).contains(SAYS);
  }

  @Test
  void theCacheHoldsProfilesOfHotMethodsAndTheyAreUsed() throws Exception {
    Path jar = jar();
    run(cache.options(AotMode.RECORD), jar);
    assertThat(cache.keep()).isTrue();

    var options = new ArrayList<>(cache.options(AotMode.USE));
    options.addAll(
        List.of(
            "-XX:+UnlockDiagnosticVMOptions", "-XX:+AOTPrintTrainingInfo", "-XX:+PrintFlagsFinal"));
    var said = run(options, jar);

    assertThat(said).containsPattern("AOTReplayTraining +=  *true");
    // A compile of the second compiler, level 4, that the recording noted.
    assertThat(said).containsPattern("Program\\[L]\\.hot\\(JJ\\)J#[0-9]+L4");
  }

  @Test
  void halfACacheIsNotKept() throws IOException {
    cache.options(AotMode.RECORD);
    Files.writeString(folder.resolve("build").resolve("recording.aot"), "half");
    Files.writeString(folder.resolve("build").resolve("recording.aot.config"), "whole");

    assertThat(cache.keep()).isFalse();

    assertThat(cache.recorded()).isFalse();
    assertThat(folder.resolve("build")).isEmptyDirectory();
  }

  @Test
  void aKilledRecordingLeavesNothingToKeep() throws IOException {
    cache.options(AotMode.RECORD);
    assertThat(cache.keep()).isFalse();
    assertThat(cache.recorded()).isFalse();
  }

  private Path jar() throws IOException, InterruptedException {
    Path jar = folder.resolve("program.jar");
    Path classes = Path.of(System.getProperty("java.home"), "bin", "jar");
    var location = Program.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    var packaged = Program.class.getName().replace('.', File.separatorChar) + ".class";
    assertThat(
            execute(
                List.of(
                    classes.toString(),
                    "--create",
                    "--file",
                    jar.toString(),
                    "-C",
                    location,
                    packaged)))
        .isEmpty();
    return jar;
  }

  private static String run(List<String> options, Path jar)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Java.program());
    command.addAll(options);
    command.addAll(List.of("-cp", jar.toString(), Program.class.getName()));
    return execute(command);
  }

  private static String execute(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
