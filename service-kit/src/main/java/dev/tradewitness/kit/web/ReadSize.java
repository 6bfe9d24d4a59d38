package dev.tradewitness.kit.web;

import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/// What one answer takes in memory while it is made and sent. A service declares a bean for each
/// kind of large answer; any other answer counts as [#SMALL].
///
/// @param path of the whole decoded and normalised path
/// @param size of rows, text and bytes together
public record ReadSize(Pattern path, DataSize size) {

  static final int SMALL_KIB = 256;

  /// @param path a regular expression
  public static ReadSize of(String path, DataSize size) {
    return new ReadSize(Pattern.compile(path), size);
  }

  int kib() {
    return Math.toIntExact(size.toKilobytes());
  }
}
