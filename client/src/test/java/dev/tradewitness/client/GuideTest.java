package dev.tradewitness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import dev.tradewitness.common.crypto.Hash;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that have client and common on their class path, and nothing else.
class GuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "client.md");
  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir Path folder;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void theExampleCompilesAndKeepsItsEventsWhileNobodyAnswers() throws Exception {
    Path source = folder.resolve("Desk.java");
    Files.writeString(source, example());
    Path spool = folder.resolve("spool");
    String output = run(classPath(), List.of(source.toString(), NOBODY, NOBODY, spool.toString()));
    assertThat(output).contains("order not sent: Unavailable[", "Spooled[disk=CLIENT]");
    try (FileSpool left = FileSpool.open(spool, SpoolBounds.ofBytes(1 << 30))) {
      assertThat(left.records()).isEqualTo(2);
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void everyPartRunsWithoutAnyLibrary() throws Exception {
    String classPath = classPath() + File.pathSeparator + home(Alone.class);
    String output =
        run(classPath, List.of("-Xlog:class+load=info", Alone.class.getName(), folder.toString()));
    assertThat(output.lines()).contains(Alone.LAST_LINE);
    assertThat(output.lines().filter(line -> line.contains("source: file:")))
        .as("classes that are not the JDK's")
        .hasSizeGreaterThan(40)
        .allMatch(line ->
            line.contains("dev.tradewitness.client.") || line.contains("dev.tradewitness.common."));
  }

  /// The guide's first piece of Java.
  private static String example() throws IOException {
    String guide = Files.readString(GUIDE);
    int from = guide.indexOf("```java\n") + "```java\n".length();
    return guide.substring(from, guide.indexOf("```", from));
  }

  private static String classPath() {
    return Stream.of(Tradewitness.class, Hash.class)
        .map(GuideTest::home)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The folder or jar that a class came from.
  private static String home(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String run(String classPath, List<String> arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xshare:auto",
                "-cp",
                classPath));
    command.addAll(arguments);
    Path errors = folder.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%s", output, Files.readString(errors)).isZero();
    return output;
  }
}
