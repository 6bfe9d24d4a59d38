package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.Java;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Checks a sources file as capture-service would read it, by capture-service's own program.
final class ConfigCommand implements Command {
  private static final String CHECK = "dev.tradewitness.capture.sources.SourcesCheck";
  private static final String RUN_FROM_JAR =
      "org.springframework.boot.loader.launch.PropertiesLauncher";

  @Override
  public String usage() {
    return "check FILE  checks a file of capture's sources, offline";
  }

  @Override
  public Set<String> options() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    List<String> words = arguments.words();
    if (words.size() != 2 || !words.getFirst().equals("check")) {
      throw new UsageException("say check and name one file");
    }
    Path jar =
        Arguments.home()
            .resolve("capture-service")
            .resolve("target")
            .resolve("capture-service.jar");
    if (!Files.exists(jar)) {
      throw new StackException(jar + " is missing; build it with ./mvnw -q -DskipTests package");
    }
    Process check =
        new ProcessBuilder(
                Java.program(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dloader.main=" + CHECK,
                "-cp",
                jar.toString(),
                RUN_FROM_JAR,
                words.getLast())
            .inheritIO()
            .start();
    try {
      return check.waitFor();
    } catch (InterruptedException e) {
      check.destroy();
      Thread.currentThread().interrupt();
      throw new StackException("interrupted");
    }
  }
}
