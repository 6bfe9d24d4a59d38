package dev.tradewitness.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.launcher.TestStack;
import dev.tradewitness.launcher.part.PidFile;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands as a person gives them, each in a process of its own.
class LauncherIT {
  @TempDir private Path folder;
  private StackSettings settings;

  @BeforeEach
  void choose() {
    settings = TestStack.settings(folder.resolve("data"));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    TestStack.command("down", "--data", data());
    for (var part : TestStack.PARTS) {
      assertThat(pidFile(part).process()).isEmpty();
    }
  }

  @Test
  void aDetachedStackIsLookedAfterFromOtherShells() throws Exception {
    var up = up("--detach");
    assertThat(up.output()).contains("made keys and passwords in", "postgres", "kafka", "tsa");
    assertThat(up.code()).isZero();
    var launcher = pidFile("launcher").process().orElseThrow();
    var launcherSeen = new PidFile(folder.resolve("launcher-seen.pid"));
    launcherSeen.write(launcher);

    var status = TestStack.command("status", "--data", data());
    assertThat(status.code()).isZero();
    assertThat(status.output().lines().skip(1))
        .hasSize(3)
        .allMatch(line -> line.contains("healthy"));

    var second = up();
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.output()).contains("already up", Long.toString(launcher.pid()));

    long killed = pidFile("tsa").process().orElseThrow().pid();
    assertThat(TestStack.command("kill", "tsa", "--data", data()).code()).isZero();
    var afterKill = TestStack.command("status", "--data", data());
    assertThat(afterKill.code()).isEqualTo(3);
    assertThat(afterKill.output()).containsPattern("tsa +died");
    awaitInLog("tsa (pid %d) ended, exit code 137 (SIGKILL)".formatted(killed));

    var start = TestStack.command("start", "tsa", "--data", data());
    assertThat(start.code()).isZero();
    awaitInLog("tsa runs again (pid %d)".formatted(pidFile("tsa").process().orElseThrow().pid()));

    var down = TestStack.command("down", "--data", data());
    assertThat(down.code()).isZero();
    assertThat(launcherSeen.process()).isEmpty();

    // what was kept is used again, and the port base is remembered by the data folder
    assertThat(up("--detach").output()).doesNotContain("made keys");
  }

  @Test
  void aKilledLauncherLeavesPartsThatAreStillFoundAndEnded() throws Exception {
    assertThat(up("--detach").code()).isZero();
    var launcher = pidFile("launcher").process().orElseThrow();
    assertThat(launcher.destroyForcibly()).isTrue();
    await().atMost(Duration.ofMinutes(1)).until(() -> pidFile("launcher").process().isEmpty());

    assertThat(TestStack.command("status", "--data", data()).code()).isZero();
    var second = up();
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.output())
        .contains("still running", "without a launcher", "tradewitness down");

    assertThat(TestStack.command("kill", "postgres", "--data", data()).code()).isZero();
    assertThat(TestStack.command("kill", "kafka", "--data", data()).code()).isZero();
    assertThat(TestStack.command("down", "--data", data()).code()).isZero();
    assertThat(TestStack.command("status", "--data", data()).output())
        .contains("stopped")
        .doesNotContain("healthy");
  }

  @Test
  void aForegroundStackStopsInOrderWhenItIsToldTo() throws Exception {
    var process = TestStack.launch(upWords());
    try (var output = process.inputReader()) {
      assertThat(linesUntil(output, "Ctrl-C stops everything")).contains("postgres   healthy");

      process.toHandle().destroy(); // SIGTERM; Ctrl-C takes the same way

      var rest = String.join("\n", output.lines().toList());
      assertThat(rest)
          .containsSubsequence(
              "stopping",
              "stopped tsa",
              "stopped kafka",
              "stopped postgres",
              "everything has stopped");
    }
    assertThat(process.waitFor()).isZero();
    assertThat(pidFile("launcher").read()).isEmpty();
  }

  @Test
  void wordsThatAreNotUnderstoodAreNamed() throws Exception {
    assertRefused("no command frobnicate", "frobnicate");
    assertRefused("unknown option --fast", "up", "--fast");
    assertRefused("--port-base needs a number, not x", "up", "--port-base", "x");
    assertRefused("no part is called [nobody]", "up", "--data", data(), "--parts", "nobody");
    assertRefused("no part with a heap is called tsa", "up", "--data", data(), "--heap", "tsa=2g");
    assertRefused(
        "authorize's heap is a whole number", "up", "--data", data(), "--heap=authorize=2");
    assertRefused(
        "authorize's collector is one of serial, parallel, g1, z, not cms",
        "up",
        "--data",
        data(),
        "--gc",
        "authorize=cms");
    assertRefused("name one part", "kill", "--data", data());
    assertRefused("say settle and name one log", "anchor", "settle", "--action", "accept");
    assertRefused("--why is required", "anchor", "settle", "a", "--action=accept", "--by", "me");
    assertRefused("the broker nonsense: ", "topics", "--bootstrap", "nonsense");
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(file + " is not a folder", "up", "--data", file.toString());
    assertRefused(file + " is not a folder", "status", "--data", file.toString());
    var nothing = TestStack.command("down", "--data", data());
    assertThat(nothing.output()).contains("nothing was ever brought up in " + data());
    assertThat(nothing.code()).isEqualTo(1);
  }

  private static void assertRefused(String message, String... words) throws Exception {
    var outcome = TestStack.command(words);
    assertThat(outcome.output()).contains(message);
    assertThat(outcome.code()).isEqualTo(2);
  }

  private TestStack.Outcome up(String... more) throws Exception {
    return TestStack.command(upWords(more));
  }

  private String[] upWords(String... more) {
    var words = new ArrayList<String>();
    // ScriptIT starts with AOT caches; to record them takes minutes.
    words.addAll(List.of("up", "--no-aot-cache", "--data", data()));
    words.addAll(List.of("--port-base", Integer.toString(settings.portBase())));
    words.addAll(List.of("--parts", String.join(",", TestStack.PARTS)));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private void awaitInLog(String text) {
    var log = settings.logFolder().resolve("launcher.log");
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(log).contains(text));
  }

  private static String linesUntil(BufferedReader output, String text) throws Exception {
    var lines = new StringBuilder();
    for (String line; (line = output.readLine()) != null; ) {
      lines.append(line).append('\n');
      if (line.contains(text)) {
        return lines.toString();
      }
    }
    throw new AssertionError("ended without saying \"%s\":%n%s".formatted(text, lines));
  }

  private PidFile pidFile(String name) {
    return new PidFile(settings.runFolder().resolve(name + ".pid"));
  }

  private String data() {
    return settings.data().toString();
  }
}
