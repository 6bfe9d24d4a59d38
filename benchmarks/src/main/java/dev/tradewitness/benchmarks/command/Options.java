package dev.tradewitness.benchmarks.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// The options of a command line, each with a value after it or after an equals sign.
final class Options {
  private final Map<String, String> values;

  private Options(Map<String, String> values) {
    this.values = values;
  }

  /// @throws IllegalArgumentException for an option that the benchmark does not have
  static Options parse(List<String> line, Set<String> known) {
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < line.size(); i++) {
      var word = line.get(i);
      int equals = word.indexOf('=');
      var name = equals < 0 ? word : word.substring(0, equals);
      if (name.equals("--host") || name.equals("--url")) {
        throw new IllegalArgumentException("load goes to 127.0.0.1 only, there is no " + name);
      }
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown option %s; there are %s"
                .formatted(name, String.join(", ", known.stream().sorted().toList())));
      }
      if (equals >= 0) {
        values.put(name, word.substring(equals + 1));
      } else if (i + 1 < line.size()) {
        values.put(name, line.get(++i));
      } else {
        throw new IllegalArgumentException(name + " needs a value");
      }
    }
    return new Options(values);
  }

  int number(String name, int otherwise, int min, int max) {
    return (int) decimal(name, otherwise, min, max);
  }

  double decimal(String name, double otherwise, double min, double max) {
    var text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new IllegalArgumentException(
        "%s needs a number from %.0f to %.0f, not %s".formatted(name, min, max, text));
  }

  OptionalDouble decimal(String name, double min, double max) {
    return values.containsKey(name)
        ? OptionalDouble.of(decimal(name, 0, min, max))
        : OptionalDouble.empty();
  }

  OptionalLong number(String name, long min, long max) {
    return values.containsKey(name)
        ? OptionalLong.of((long) decimal(name, 0, (double) min, (double) max))
        : OptionalLong.empty();
  }

  Duration seconds(String name, int otherwise, int max) {
    return Duration.ofMillis(Math.round(decimal(name, otherwise, 0, max) * 1e3));
  }

  boolean flag(String name, boolean otherwise) {
    var text = values.get(name);
    return switch (text) {
      case null -> otherwise;
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException(name + " is yes or no, not " + text);
    };
  }

  /// One of an enum's constants, in any case.
  <E extends Enum<E>> E choice(String name, E otherwise) {
    var text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    var all = otherwise.getDeclaringClass().getEnumConstants();
    for (var one : all) {
      if (one.name().equalsIgnoreCase(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "%s is one of %s, not %s"
            .formatted(name, Arrays.toString(all).toLowerCase(Locale.ROOT), text));
  }

  Path path(String name, Path otherwise) {
    return path(name).orElse(otherwise);
  }

  Optional<Path> path(String name) {
    return Optional.ofNullable(values.get(name)).map(Path::of);
  }
}
