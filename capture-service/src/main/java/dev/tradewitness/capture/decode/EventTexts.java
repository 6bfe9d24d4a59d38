package dev.tradewitness.capture.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a batch into the texts of its events, without judging them: one text that is no JSON must
/// not spoil the others.
public final class EventTexts {

  private EventTexts() {}

  /// A batch is a JSON array, or else one event a line (NDJSON; blank lines do not count).
  ///
  /// @param textsMax at most so many texts, and one more, are cut
  /// @return null when the text starts an array and does not end one
  public static @Nullable List<byte[]> cut(byte[] batch, int textsMax) {
    int start = skipBlank(batch, 0);
    return start < batch.length && batch[start] == '['
        ? elements(batch, start + 1, textsMax)
        : lines(batch, textsMax);
  }

  private static List<byte[]> lines(byte[] batch, int textsMax) {
    var texts = new ArrayList<byte[]>();
    int start = 0;
    while (start < batch.length && texts.size() <= textsMax) {
      int end = start;
      while (end < batch.length && batch[end] != '\n') {
        end++;
      }
      addTrimmed(texts, batch, start, end, false);
      start = end + 1;
    }
    return texts;
  }

  private static @Nullable List<byte[]> elements(byte[] batch, int from, int textsMax) {
    var texts = new ArrayList<byte[]>();
    int depth = 0;
    boolean inString = false;
    int start = from;
    for (int i = from; i < batch.length; i++) {
      byte b = batch[i];
      if (inString) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          inString = false;
        }
        continue;
      }
      switch (b) {
        case '"' -> inString = true;
        case '{', '[' -> depth++;
        case '}' -> depth--;
        case ']' -> {
          if (depth == 0) {
            boolean only = texts.isEmpty() && skipBlank(batch, start) == i;
            addTrimmed(texts, batch, start, i, !only);
            return skipBlank(batch, i + 1) == batch.length ? texts : null;
          }
          depth--;
        }
        case ',' -> {
          if (depth == 0) {
            addTrimmed(texts, batch, start, i, true);
            start = i + 1;
            if (texts.size() > textsMax) {
              return texts;
            }
          }
        }
        default -> {}
      }
    }
    return null;
  }

  private static void addTrimmed(
      List<byte[]> texts, byte[] batch, int start, int end, boolean evenIfBlank) {
    int from = start;
    int to = end;
    while (from < to && isBlank(batch[from])) {
      from++;
    }
    while (to > from && isBlank(batch[to - 1])) {
      to--;
    }
    if (to > from || evenIfBlank) {
      texts.add(Arrays.copyOfRange(batch, from, to));
    }
  }

  private static int skipBlank(byte[] text, int from) {
    int i = from;
    while (i < text.length && isBlank(text[i])) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
