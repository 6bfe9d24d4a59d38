package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.stack.DetachedSupervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options and words of a command line. An option's value follows it or an equals sign; one
/// without a value is a switch. Of an option that is given twice the last value counts, unless the
/// command asks for all.
record Arguments(Map<String, List<String>> options, List<String> words) {
  private static final Set<String> SWITCHES =
      Set.of(
          "--detach",
          DetachedSupervisor.NO_CACHES,
          DetachedSupervisor.RECORD_CACHES,
          OfficerArguments.JSON,
          TradingCommand.REDUCE_ONLY);

  static Arguments parse(List<String> line, Set<String> known) throws UsageException {
    var options = new LinkedHashMap<String, List<String>>();
    var words = new ArrayList<String>();
    for (int i = 0; i < line.size(); i++) {
      var word = line.get(i);
      if (!word.startsWith("--")) {
        words.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      var name = equals < 0 ? word : word.substring(0, equals);
      if (!known.contains(name)) {
        throw new UsageException(
            "unknown option %s%s"
                .formatted(
                    name,
                    known.isEmpty()
                        ? ""
                        : "; there are " + String.join(", ", known.stream().sorted().toList())));
      }
      if (SWITCHES.contains(name)) {
        add(options, name, "true");
      } else if (equals >= 0) {
        add(options, name, word.substring(equals + 1));
      } else if (i + 1 < line.size()) {
        add(options, name, line.get(++i));
      } else {
        throw new UsageException(name + " needs a value");
      }
    }
    return new Arguments(options, words);
  }

  private static void add(Map<String, List<String>> options, String name, String value) {
    options.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name)).map(List::getLast);
  }

  /// Every value in the order given, none when the option is not there.
  List<String> all(String name) {
    return List.copyOf(options.getOrDefault(name, List.of()));
  }

  int number(String name, int otherwise) throws UsageException {
    var value = option(name).orElse(null);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new UsageException("%s needs a number, not %s".formatted(name, value));
    }
  }

  /// The one word that the command is about.
  String word(String what) throws UsageException {
    if (words.size() != 1) {
      throw new UsageException("name one " + what);
    }
    return words.getFirst();
  }

  void noWords() throws UsageException {
    if (!words.isEmpty()) {
      throw new UsageException("unexpected: " + String.join(" ", words));
    }
  }

  /// Where the built jars are: the repository's root.
  static Path home() {
    return Path.of(System.getProperty("tradewitness.home", "")).toAbsolutePath().normalize();
  }

  /// A folder, or nothing that is there yet.
  Path data() throws UsageException {
    Path data = option("--data").map(Path::of).orElse(home().resolve(".data"));
    if (Files.exists(data) && !Files.isDirectory(data)) {
      throw new UsageException("--data %s is not a folder".formatted(data));
    }
    return data;
  }
}
