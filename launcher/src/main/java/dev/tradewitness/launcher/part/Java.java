package dev.tradewitness.launcher.part;

import java.nio.file.Path;
import java.util.List;

/// The Java that this program runs on, for the programs it starts.
public final class Java {
  /// Leaves alone for longer what the second compiler would work on: a start runs much code some
  /// thousand times and then never again. Five times the JDK's own thresholds; a busy server is
  /// past them within seconds. `docs/performance.md` has what it saves.
  public static final List<String> PATIENT_SECOND_COMPILER =
      List.of(
          "-XX:Tier4InvocationThreshold=25000",
          "-XX:Tier4MinInvocationThreshold=3000",
          "-XX:Tier4CompileThreshold=75000",
          "-XX:Tier4BackEdgeThreshold=200000");

  private Java() {}

  public static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
