package dev.tradewitness.verifier;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The command line, understood.
///
/// @param operands the file that an option names, by option
record Arguments(boolean help, boolean json, Map<Option, Path> operands, List<Path> files) {

  /// Options that take a file.
  enum Option {
    /// A policy: whom to trust, and for what.
    TRUST("--trust"),
    /// Keys obtained another way.
    KEYS("--keys"),
    /// CA certificates obtained another way.
    CA("--ca"),
    /// Where the report is written.
    HTML("--html");

    private final String word;

    Option(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    private static Optional<Option> of(String word) {
      for (Option option : values()) {
        if (option.word.equals(word)) {
          return Optional.of(option);
        }
      }
      return Optional.empty();
    }
  }

  /// The arguments are invalid.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  Arguments {
    operands = Map.copyOf(operands);
    files = List.copyOf(files);
  }

  Optional<Path> file(Option option) {
    return Optional.ofNullable(operands.get(option));
  }

  static Arguments parse(String... words) throws UsageException {
    var rest = new ArrayDeque<>(List.of(words));
    boolean help = false;
    boolean json = false;
    var operands = new EnumMap<Option, Path>(Option.class);
    var files = new ArrayList<Path>();
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      Optional<Option> option = Option.of(word);
      if (option.isPresent()) {
        operands.put(option.get(), operand(word, rest.pollFirst()));
      } else if (word.equals("--")) {
        rest.forEach(file -> files.add(Path.of(file)));
        rest.clear();
      } else if (word.equals("--help") || word.equals("-h")) {
        help = true;
      } else if (word.equals("--json")) {
        json = true;
      } else if (word.startsWith("-")) {
        throw new UsageException("unknown option " + word);
      } else {
        files.add(Path.of(word));
      }
    }
    if (files.isEmpty() && !help) {
      throw new UsageException("no file given");
    }
    return new Arguments(help, json, operands, files);
  }

  private static Path operand(String option, @Nullable String value) throws UsageException {
    if (value == null) {
      throw new UsageException(option + " needs a file");
    }
    return Path.of(value);
  }
}
