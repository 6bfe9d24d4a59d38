package dev.tradewitness.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The name under which an error answer is counted: its HTTP status, followed by the code of the
/// problem (RFC 9457) where the body has one, as in `503 OVERLOADED`.
final class ErrorCode {

  // A problem's own code comes before those of its violations.
  private static final Pattern CODE =
      Pattern.compile("\"code\"\\s*:\\s*\"([A-Z][A-Z0-9_]{0,39})\"");

  private static final int BYTES_READ_MAX = 4096;

  private ErrorCode() {}

  static String of(ResponseParser response) {
    var text =
        new String(
            response.body(),
            0,
            Math.min(BYTES_READ_MAX, response.bodyLength()),
            StandardCharsets.ISO_8859_1);
    var code = CODE.matcher(text);
    return code.find() ? response.status() + " " + code.group(1) : "" + response.status();
  }
}
