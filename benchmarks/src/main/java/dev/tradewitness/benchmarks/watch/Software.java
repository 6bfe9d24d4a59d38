package dev.tradewitness.benchmarks.watch;

import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.PostgresPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/// Versions of the servers that a measured stack stands on, as they say themselves.
final class Software {
  /// The broker's own jar: `kafka_2.13-4.2.1.jar` of a distribution, or the server module's.
  private static final Pattern KAFKA_JAR =
      Pattern.compile("(?:kafka-server|kafka_[0-9.]+)-([0-9][0-9A-Za-z.-]*)\\.jar");

  private static final String UNKNOWN = "unknown";

  private Software() {}

  /// By part; only parts that run.
  static Map<String, String> of(MeasuredStack stack) {
    var versions = new LinkedHashMap<String, String>();
    for (var part : stack.runningParts()) {
      switch (part) {
        case PostgresPart.NAME -> versions.put(part, postgres(stack));
        case KafkaPart.NAME -> versions.put(part, kafka(stack.commandLine(part)));
        default -> {
          // Its version is this repository's.
        }
      }
    }
    return versions;
  }

  /// `-dirty` at the end where files differ from it.
  static String commit(Path home) {
    if (!Files.exists(home.resolve(".git"))) {
      return UNKNOWN; // a clone further up is another one
    }
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
              .directory(home.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 && !said.isEmpty() ? said : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }

  private static String postgres(MeasuredStack stack) {
    var login = new Properties();
    login.setProperty("user", PostgresPart.SUPERUSER);
    login.setProperty("password", stack.superuserPassword());
    try (var connection = DriverManager.getConnection(stack.jdbcUrl(), login)) {
      return connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      return UNKNOWN;
    }
  }

  static String kafka(List<String> commandLine) {
    return commandLine.stream()
        .map(KAFKA_JAR::matcher)
        .filter(jar -> jar.find())
        .map(jar -> jar.group(1))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
