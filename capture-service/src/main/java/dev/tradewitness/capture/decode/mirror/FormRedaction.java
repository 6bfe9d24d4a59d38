package dev.tradewitness.capture.decode.mirror;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Takes the values of secret parameters out of a query or a form
/// (`application/x-www-form-urlencoded`). Every other character stays as it is.
final class FormRedaction {

  static final String REDACTED = "[redacted]";

  private FormRedaction() {}

  /// @param redacted names of the parameters, as far as they are listed
  /// @param count values taken out
  record Result(String text, List<String> redacted, int count) {}

  /// @param listedMax at most so many names are listed
  static Result of(String text, SecretNames names, int listedMax) {
    var out = new StringBuilder(text.length());
    var redacted = new ArrayList<String>();
    int count = 0;
    int at = 0;
    while (at <= text.length()) {
      int end = endOfParameter(text, at);
      int equals = text.indexOf('=', at, end);
      if (equals >= 0 && isSecret(text.substring(at, equals), names)) {
        String name = text.substring(at, equals);
        out.append(name).append('=').append(REDACTED);
        end = endOfSecret(text, equals);
        count++;
        if (redacted.size() < listedMax && name.length() <= SecretNames.CHARS_MAX) {
          redacted.add(name);
        }
      } else {
        out.append(text, at, end);
      }
      if (end < text.length()) {
        out.append(text.charAt(end));
      }
      at = end + 1;
    }
    return new Result(out.toString(), List.copyOf(redacted), count);
  }

  // To servers that take no semicolon for an ampersand it is part of the value.
  private static int endOfSecret(String text, int from) {
    int end = text.indexOf('&', from);
    return end < 0 ? text.length() : end;
  }

  // Some servers take a semicolon for an ampersand.
  private static int endOfParameter(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '&' || text.charAt(i) == ';') {
        return i;
      }
    }
    return text.length();
  }

  /// `token`, `%74oken`, `user[token]` and `user.token` alike.
  private static boolean isSecret(String written, SecretNames names) {
    if (written.length() > 6 * SecretNames.CHARS_MAX) {
      return false;
    }
    String name = decoded(written).strip();
    if (names.has(name)) {
      return true;
    }
    String inner = name.endsWith("]") ? name.substring(0, name.length() - 1) : name;
    int from = Math.max(inner.lastIndexOf('['), inner.lastIndexOf('.'));
    return from >= 0 && names.has(inner.substring(from + 1));
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return name; // not encoded well: as it is written
    }
  }
}
