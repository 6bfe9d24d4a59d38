package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.stack.Program;
import dev.tradewitness.system.stack.RunningStack;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first run of `mvnw` on a machine without `unzip`, `curl` and Maven. What it downloads is
/// made here and handed over by a `wget` of the test's own.
class WrapperIT {

  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @BeforeEach
  void copyTheWrapper() throws IOException {
    Path home = RunningStack.home();
    Files.createDirectories(folder.resolve(".mvn/wrapper"));
    for (String file : List.of("mvnw", ".mvn/jdk25.sh")) {
      Files.copy(home.resolve(file), folder.resolve(file));
    }
    try (var zip = new ZipOutputStream(Files.newOutputStream(distribution()))) {
      zip.putNextEntry(new ZipEntry("apache-maven-9/bin/mvn"));
      zip.write("#!/bin/sh\necho \"it runs $1\"\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aDistributionOfTheKnownChecksumIsUnpackedAndRun() throws Exception {
    var bytes = Files.readAllBytes(distribution());
    var outcome = run(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));

    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(outcome.output()).isEqualTo("it runs verify\n");
  }

  @Test
  void aDistributionOfAnotherChecksumIsNotRun() throws IOException {
    var outcome = run("0".repeat(64));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.output()).contains("SHA-256", "compromised").doesNotContain("it runs");
    try (var left = Files.walk(folder.resolve("maven"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void theRepositorysOwnWrapperNamesAChecksum() throws IOException {
    assertThat(RunningStack.home().resolve(".mvn/wrapper/maven-wrapper.properties"))
        .content()
        .containsPattern("(?m)^distributionUrl=https://.*-bin\\.zip$")
        .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");
  }

  private Program.Outcome run(String checksum) throws IOException {
    Files.writeString(
        folder.resolve(".mvn/wrapper/maven-wrapper.properties"),
        "distributionUrl=https://example.invalid/apache-maven-9-bin.zip\ndistributionSha256Sum=%s\n"
            .formatted(checksum));
    return Program.run(
        folder,
        LIMIT,
        Map.of(),
        List.of(
            "/usr/bin/env",
            "-i",
            "PATH=" + tools(),
            "JAVA_HOME=" + System.getProperty("java.home"),
            "MAVEN_USER_HOME=" + folder.resolve("maven"),
            "/bin/bash",
            "mvnw",
            "verify"));
  }

  private Path distribution() {
    return folder.resolve("made.zip");
  }

  /// What the script uses, without what may be missing.
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name :
        List.of(
            "sh",
            "dirname",
            "basename",
            "grep",
            "readlink",
            "uname",
            "tr",
            "mktemp",
            "mkdir",
            "rm",
            "mv",
            "chmod",
            "sha256sum")) {
      for (String place : SEPARATOR.split(System.getenv("PATH"))) {
        if (Files.isExecutable(Path.of(place, name))) {
          program(tools.resolve(name), "exec %s/%s \"$@\"".formatted(place, name));
        }
      }
    }
    // wget --quiet URL -O FILE
    program(tools.resolve("wget"), "exec /bin/cp %s \"$4\"".formatted(distribution()));
    return tools;
  }

  private static void program(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
