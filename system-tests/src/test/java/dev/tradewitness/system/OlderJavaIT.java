package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.stack.Program;
import dev.tradewitness.system.stack.RunningStack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The scripts on a machine whose own `java` is not JDK 25.
class OlderJavaIT {

  private static final Path HOME = RunningStack.home();
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  /// The answer takes a tenth of a second; the rest is for a busy machine.
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mvnw", "tradewitness"})
  void whereNoJdk25IsFoundTheScriptSaysSoInOneLineAtOnce(String script) throws IOException {
    Path older = olderJava();
    var outcome =
        Program.run(
            HOME,
            AT_ONCE,
            Map.of(),
            bare(older, "TRADEWITNESS_JDKS=" + older, "/bin/bash", script, "verify"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.output().lines())
        .singleElement()
        .asString()
        .startsWith(script + ": JDK 25 is needed and was not found: ")
        .contains("https://adoptium.net/", "JAVA_HOME");
  }

  @Test
  void mavenRunsOnTheJdk25BesideAnOlderJava() throws IOException {
    var jdk = "TRADEWITNESS_JDKS=" + System.getProperty("java.home");
    var command = new ArrayList<>(bare(olderJava(), jdk, "/bin/bash", "mvnw", "--version"));
    command.add(2, "HOME=" + System.getProperty("user.home"));

    var outcome = Program.run(HOME, Duration.ofMinutes(2), Map.of(), command).expectSuccess();

    assertThat(outcome.output()).contains("Java version: 25");
  }

  /// The command without this machine's environment, the older Java as `JAVA_HOME` and on the PATH.
  private List<String> bare(Path older, String setting, String... command) throws IOException {
    var words = new ArrayList<String>(List.of("/usr/bin/env", "-i"));
    words.add("PATH=" + tools() + File.pathSeparator + older.resolve("bin"));
    words.add("JAVA_HOME=" + older);
    words.add(setting);
    words.addAll(List.of(command));
    return words;
  }

  /// What the scripts and Maven's own use, and no Java.
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name :
        List.of("bash", "sh", "dirname", "basename", "grep", "readlink", "uname", "tr", "sed")) {
      for (String place : SEPARATOR.split(System.getenv("PATH"))) {
        if (Files.isExecutable(Path.of(place, name))) {
          program(tools.resolve(name), "exec %s/%s \"$@\"".formatted(place, name));
        }
      }
    }
    return tools;
  }

  private Path olderJava() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("jdk-17").resolve("bin"));
    for (String name : List.of("java", "javac")) {
      program(bin.resolve(name), "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
    }
    return bin.getParent();
  }

  private static void program(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
