package dev.tradewitness.launcher.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// JVM options that keep the second compiler from code that only a start runs.
final class CompilerDirectives {
  private static final String FILE = "deploy/jvm/start-only-code.json";

  private CompilerDirectives() {}

  /// @param home folder of this software; without the file there, the JVM's own choice stands
  static List<String> of(Path home) {
    var file = home.resolve(FILE);
    return Files.exists(file)
        ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:CompilerDirectivesFile=" + file)
        : List.of();
  }
}
