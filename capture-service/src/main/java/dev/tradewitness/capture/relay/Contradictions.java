package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Published events that are not in the database: the first of each stream in words, all of them in
/// number. Confined to one thread.
final class Contradictions {

  private static final int STREAMS_MAX = 1_000;
  private static final int STREAMS_NAMED_MAX = 10;
  private static final int CODE_CHARS = 16;

  private final Map<String, String> firstOfStream = new TreeMap<>();
  private long count;

  void add(StreamPosition at, String what) {
    count++;
    if (firstOfStream.size() < STREAMS_MAX) {
      firstOfStream.putIfAbsent(
          at.policyId(), "%s: sequence %d %s".formatted(at.policyId(), at.sequence(), what));
    }
  }

  /// @param from first offset that was not compared
  /// @param until first offset that is left
  void addDeleted(int partition, long from, long until) {
    count += until - from;
    firstOfStream.put(
        "partition " + partition,
        "partition %d: offsets %d to %d were deleted before they were compared"
            .formatted(partition, from, until - 1));
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean has(String policyId) {
    return firstOfStream.containsKey(policyId);
  }

  long count() {
    return count;
  }

  /// The same for the same contradictions: whoever names it has read them.
  String code() {
    String text = count + "\n" + String.join("\n", firstOfStream.values());
    return Hash.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, CODE_CHARS);
  }

  String detail() {
    return "%d published events are not in the database (%s%s); code %s"
        .formatted(
            count,
            firstOfStream.values().stream()
                .limit(STREAMS_NAMED_MAX)
                .collect(Collectors.joining("; ")),
            firstOfStream.size() > STREAMS_NAMED_MAX ? "; …" : "",
            code());
  }
}
