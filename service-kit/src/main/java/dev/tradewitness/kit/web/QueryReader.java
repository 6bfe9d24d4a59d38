package dev.tradewitness.kit.web;

import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Reads the parameters of one request strictly and gathers what is wrong, so that one answer names
/// it all. A parameter that nobody knows is refused like one that cannot be read: a misspelt filter
/// would else find everything.
public final class QueryReader {

  // ASCII alone: Character.isDigit knows many more.
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,19}");

  /// What the JDK decodes bytes to that are no UTF-8.
  private static final char UNDECODABLE = '\uFFFD';

  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  /// @param known the names that have a meaning here
  /// @throws ProblemException 400 `BAD_PARAMETERS` when the query is not well encoded
  public QueryReader(HttpServletRequest request, Set<String> known) {
    // Not getParameter: that reads a body, too, if it claims to be a form, and curl -d says so of
    // every body.
    String query = request.getQueryString();
    if (query == null) {
      return;
    }
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (!known.contains(name)) {
        wrong(name, "UNKNOWN_PARAMETER", "there is no parameter " + name);
      } else if (parameters.putIfAbsent(name, value) != null) {
        wrong(name, "REPEATED_PARAMETER", name + " is given more than once");
      }
    }
  }

  private static String decoded(String text) {
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (decoded.indexOf(UNDECODABLE) < 0) {
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw ProblemException.of(
        HttpStatus.BAD_REQUEST, "BAD_PARAMETERS", "The parameters cannot be read");
  }

  /// As it was given, or null when it was not.
  public @Nullable String text(String name) {
    return parameters.get(name);
  }

  public boolean isPresent(String name) {
    return parameters.containsKey(name);
  }

  /// @param code of the violation when the reading is null
  /// @param expected completes "… must be"
  public <T> @Nullable T read(
      String name, String code, String expected, Function<String, @Nullable T> reading) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    T read = reading.apply(text);
    if (read == null) {
      wrong(name, code, name + " must be " + expected);
    }
    return read;
  }

  /// A whole number within the bounds, both included; null when it is not given or wrong.
  public @Nullable Long number(String name, long min, long max) {
    return read(
        name,
        "OUT_OF_RANGE",
        max == Long.MAX_VALUE
            ? "a whole number from " + min
            : "a whole number from " + min + " to " + max,
        text -> {
          Long number = wholeNumber(text);
          return number != null && number >= min && number <= max ? number : null;
        });
  }

  public long number(String name, long min, long max, long absent) {
    Long number = number(name, min, max);
    return number == null ? absent : number;
  }

  private static @Nullable Long wholeNumber(String text) {
    try {
      return WHOLE_NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
    } catch (NumberFormatException e) {
      return null; // beyond a long
    }
  }

  /// An RFC 3339 time within the years that it has.
  public @Nullable Instant time(String name) {
    return read(
        name, "NOT_A_TIME", "an RFC 3339 time such as 2026-01-31T12:00:00Z", QueryReader::instant);
  }

  /// Null when it is no RFC 3339 time.
  public static @Nullable Instant instant(String text) {
    try {
      // A plus sign that was not escaped arrives as a blank.
      Instant time = Rfc3339.parse(text.replace(' ', '+'));
      return Rfc3339.covers(time) ? time : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /// One of the constants, in small letters.
  public <E extends Enum<E>> E choice(String name, E absent) {
    List<E> choices = Arrays.asList(absent.getDeclaringClass().getEnumConstants());
    E chosen =
        read(
            name,
            "UNKNOWN_CHOICE",
            "one of " + String.join(", ", choices.stream().map(QueryReader::word).toList()),
            text ->
                choices.stream()
                    .filter(choice -> word(choice).equals(text))
                    .findFirst()
                    .orElse(null));
    return chosen == null ? absent : chosen;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  public void wrong(String name, String code, String message) {
    violations.add(new Violation("/" + name, code, message));
  }

  /// @throws ProblemException 400 `INVALID_PARAMETER` with all violations, when there is one
  public void requireNoViolation() {
    if (!violations.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST, "INVALID_PARAMETER", violations.getFirst().message(), violations);
    }
  }
}
