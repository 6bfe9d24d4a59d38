package dev.tradewitness.authorize.lifecycle;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where the next page of accounts starts. Opaque to callers.
///
/// @param lane whose accounts come next
/// @param place of the next account in its lane's memory
/// @param epoch of the lane when the page was read: after a recovery places are others
public record AccountCursor(int lane, int place, long epoch) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,4})-([0-9]{1,9})-([0-9]{1,18})");

  /// Null when the text was not made by [#toString].
  public static @Nullable AccountCursor of(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? new AccountCursor(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Long.parseLong(parts.group(3)))
        : null;
  }

  @Override
  public String toString() {
    return lane + "-" + place + "-" + epoch;
  }
}
