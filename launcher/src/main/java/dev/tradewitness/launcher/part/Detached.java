package dev.tradewitness.launcher.part;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Keeps a terminal's Ctrl-C and hang-up from the children: the supervisor alone hears them and
/// stops the parts in order.
public final class Detached {
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private Detached() {}

  /// The command in its own session, or, where there is no `setsid` (macOS), deaf to both signals.
  /// Its pid stays the launched process's, for both only replace themselves by the command.
  public static List<String> command(List<String> command) {
    var all = new ArrayList<String>();
    var setsid = find("setsid");
    if (setsid.isPresent()) {
      all.add(setsid.get().toString());
    } else {
      all.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    }
    all.addAll(command);
    return all;
  }

  static Optional<Path> find(String program) {
    return SEPARATOR
        .splitAsStream(System.getenv().getOrDefault("PATH", "/usr/bin:/bin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
