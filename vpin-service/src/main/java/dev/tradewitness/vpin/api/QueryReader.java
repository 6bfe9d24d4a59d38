package dev.tradewitness.vpin.api;

import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Reads query parameters and gathers what is wrong with them, so that one answer names it all.
final class QueryReader {

  private final List<Violation> violations = new ArrayList<>();

  /// A time: Unix milliseconds, or RFC 3339.
  long time(String name, @Nullable String text, long absent) {
    if (text == null) {
      return absent;
    }
    try {
      return text.matches("-?[0-9]{1,18}")
          ? Long.parseLong(text)
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      wrong(name, "NOT_A_TIME", "must be Unix milliseconds or an RFC 3339 time");
      return absent;
    }
  }

  long number(String name, @Nullable String text, long max, long absent) {
    if (text == null) {
      return absent;
    }
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < 1 || Long.parseLong(text) > max) {
      wrong(name, "OUT_OF_RANGE", "must be a whole number from 1 to " + max);
      return absent;
    }
    return Long.parseLong(text);
  }

  <E extends Enum<E>> E choice(String name, @Nullable String text, E absent) {
    if (text == null) {
      return absent;
    }
    E[] choices = absent.getDeclaringClass().getEnumConstants();
    var names = new ArrayList<String>();
    for (E choice : choices) {
      String word = choice.name().toLowerCase(Locale.ROOT);
      if (word.equals(text)) {
        return choice;
      }
      names.add(word);
    }
    wrong(name, "UNKNOWN_CHOICE", "must be one of " + String.join(", ", names));
    return absent;
  }

  void ordered(String from, long first, String to, long last) {
    if (first > last) {
      wrong(from, "RANGE_EMPTY", from + " must not be after " + to);
    }
  }

  void wrong(String name, String code, String message) {
    violations.add(new Violation("/" + name, code, name + " " + message));
  }

  /// Ends the request when anything was wrong.
  void check() {
    if (!violations.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "QUERY_PARAMETERS",
          "Query parameters are not usable.",
          violations);
    }
  }
}
