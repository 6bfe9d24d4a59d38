package dev.tradewitness.common.event;

import java.util.regex.Pattern;

/// The name of a stream: 1 to 128 of letters, digits, dot, underscore, colon and hyphen. Wider than
/// VCP's `domain:local` so that `local:<org>:<id>` fits; narrow enough to stand in a path and in a
/// note: `.` and `..` are none, since HTTP clients take them out of paths.
public record PolicyId(String value) {

  private static final Pattern FORM = Pattern.compile("(?!\\.\\.?$)[A-Za-z0-9._:-]{1,128}");

  public PolicyId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a policy id: " + value.length() + " characters");
    }
  }

  public static boolean isValid(String value) {
    return FORM.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
