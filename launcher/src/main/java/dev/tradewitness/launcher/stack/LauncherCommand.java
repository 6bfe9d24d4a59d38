package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Java;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How this program starts itself again as another process.
public final class LauncherCommand {
  private static final String MAIN = "dev.tradewitness.launcher.Launcher";

  private LauncherCommand() {}

  public static List<String> of(Path home) {
    return List.of(
        Java.program(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dtradewitness.home=" + home,
        "-cp",
        classPath(home),
        MAIN);
  }

  private static String classPath(Path home) {
    var built = home.resolve("launcher").resolve("target");
    var jar = built.resolve("launcher.jar");
    return Files.isRegularFile(jar)
        ? jar + File.pathSeparator + built.resolve("lib") + File.separator + "*"
        : System.getProperty("java.class.path"); // from a test, before the jar is built
  }
}
