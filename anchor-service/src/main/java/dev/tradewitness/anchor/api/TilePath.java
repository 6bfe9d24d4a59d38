package dev.tradewitness.anchor.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A tile's number and width as C2SP tlog-tiles write them: three digits an element, `x` before all
/// but the last, and `.p/W` for a partial one.
///
/// @param width 1 to 256
record TilePath(long index, int width) {

  private static final Pattern FORM =
      Pattern.compile("((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");
  private static final int WIDTH_FULL = 256;

  static Optional<TilePath> parse(String path) {
    Matcher form = FORM.matcher(path);
    if (!form.matches()) {
      return Optional.empty();
    }
    String upper = form.group(1).replace("x", "").replace("/", "");
    // The one way to write a number has no element of zeros in front.
    if (upper.startsWith("000")) {
      return Optional.empty();
    }
    int width = form.group(3) == null ? WIDTH_FULL : Integer.parseInt(form.group(3));
    boolean full = form.group(3) == null;
    if (!full && width >= WIDTH_FULL) {
      return Optional.empty();
    }
    return Optional.of(new TilePath(Long.parseLong(upper + form.group(2)), width));
  }
}
