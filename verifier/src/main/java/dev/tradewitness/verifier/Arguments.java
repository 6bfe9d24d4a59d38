package dev.tradewitness.verifier;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The command line, understood.
///
/// @param keys file of keys obtained another way
/// @param ca file of CA certificates obtained another way
record Arguments(
    boolean help, boolean json, Optional<Path> keys, Optional<Path> ca, List<Path> files) {

  /// A command line that says nothing that can be done.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  Arguments {
    files = List.copyOf(files);
  }

  static Arguments parse(String... words) throws UsageException {
    var rest = new ArrayDeque<>(List.of(words));
    boolean help = false;
    boolean json = false;
    Optional<Path> keys = Optional.empty();
    Optional<Path> ca = Optional.empty();
    var files = new ArrayList<Path>();
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      switch (word) {
        case "--help", "-h" -> help = true;
        case "--json" -> json = true;
        case "--keys" -> keys = Optional.of(operand(word, rest.pollFirst()));
        case "--ca" -> ca = Optional.of(operand(word, rest.pollFirst()));
        case "--" -> {
          while (!rest.isEmpty()) {
            files.add(Path.of(rest.removeFirst()));
          }
        }
        default -> {
          if (word.startsWith("-")) {
            throw new UsageException("unknown option " + word);
          }
          files.add(Path.of(word));
        }
      }
    }
    if (files.isEmpty() && !help) {
      throw new UsageException("no file given");
    }
    return new Arguments(help, json, keys, ca, files);
  }

  private static Path operand(String option, @Nullable String value) throws UsageException {
    if (value == null) {
      throw new UsageException(option + " needs a file");
    }
    return Path.of(value);
  }
}
