package dev.tradewitness.benchmarks.authorize;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// Where the service says its time went: the `timing_ms` of each answer, by member.
public final class Segments {
  /// Members of the decision record, then the two that contract section 5 adds.
  static final List<String> NAMES =
      List.of("parse", "policy", "state", "sign", "queue", "commit", "total");

  private static final byte[] TIMING = ascii("\"timing_ms\":{");
  private static final long MICROS_MAX = 60_000_000;
  private static final int DIGITS = 3;

  private final byte[][] keys =
      NAMES.stream().map(n -> ascii("\"" + n + "\":")).toArray(byte[][]::new);
  private final Histogram[] micros =
      NAMES.stream().map(_ -> new Histogram(MICROS_MAX, DIGITS)).toArray(Histogram[]::new);

  /// Reads the answer's bytes without making objects of them: at tens of thousands of answers a
  /// second, a parser would be most of the load generator's work.
  void add(byte[] body, int length) {
    int timing = find(body, length, TIMING, 0);
    if (timing < 0) {
      return;
    }
    for (int i = 0; i < keys.length; i++) {
      int at = find(body, length, keys[i], timing);
      if (at >= 0) {
        micros[i].recordValue(
            Math.clamp(microsAt(body, length, at + keys[i].length), 0, MICROS_MAX));
      }
    }
  }

  /// Microseconds of a member; without counts when no answer named it.
  public Map<String, Histogram> micros() {
    var all = new LinkedHashMap<String, Histogram>();
    for (int i = 0; i < micros.length; i++) {
      all.put(NAMES.get(i), micros[i]);
    }
    return all;
  }

  /// The place of the first occurrence, negative when there is none.
  static int find(byte[] text, int length, byte[] wanted, int from) {
    int end = Math.min(length, text.length) - wanted.length;
    for (int i = from; i <= end; i++) {
      int j = 0;
      while (j < wanted.length && text[i + j] == wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return i;
      }
    }
    return -1;
  }

  /// A plain decimal number of milliseconds, cut after the third fraction digit.
  private static long microsAt(byte[] text, int length, int from) {
    long value = 0;
    int fraction = -1;
    for (int i = from; i < length && fraction < 3; i++) {
      byte b = text[i];
      if (b >= '0' && b <= '9') {
        value = value * 10 + (b - '0');
        fraction = fraction < 0 ? fraction : fraction + 1;
      } else if (b == '.' && fraction < 0) {
        fraction = 0;
      } else {
        break;
      }
    }
    for (int i = Math.max(fraction, 0); i < 3; i++) {
      value *= 10;
    }
    return value;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
