package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Java;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How this program starts itself again as another process, from the same jars.
public final class LauncherCommand {
  private static final String MAIN = "dev.tradewitness.launcher.Launcher";
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private LauncherCommand() {}

  /// The program; its command and options follow.
  public static List<String> of(Path home) {
    return List.of(
        Java.program(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dtradewitness.home=" + home,
        "-cp",
        classPath(),
        MAIN);
  }

  /// Absolute, because the other process works in a folder of its own.
  private static String classPath() {
    return SEPARATOR
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
