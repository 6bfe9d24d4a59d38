package dev.tradewitness.authorize.publish;

import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Published decisions that are not in the journal: each lane's first in words, all of them in
/// number; and messages of which nobody can say what they were. Confined to one thread.
final class LostDecisions {

  private static final int LANES_NAMED_MAX = 10;
  private static final int CODE_CHARS = 16;

  private final Map<Integer, String> firstOfLane = new TreeMap<>();

  /// By lane: the newest number, so that a message that was sent twice counts once.
  private final Map<Integer, Long> newest = new TreeMap<>();

  private final Map<Integer, Long> heads = new TreeMap<>();

  /// By partition: messages that Kafka deleted before they were compared, in words.
  private final Map<Integer, String> deleted = new TreeMap<>();

  /// @param head the number of the next decision of the lane
  void add(int lane, long head, long sequence, String decisionId) {
    heads.put(lane, head);
    newest.merge(lane, sequence, Math::max);
    firstOfLane.putIfAbsent(
        lane, "lane %d: decision %d (%s)".formatted(lane, sequence, decisionId));
  }

  /// @param from first offset that was not compared
  /// @param until first offset that is left
  void addDeleted(int partition, long from, long until) {
    deleted.put(
        partition,
        "partition %d: offsets %d to %d were deleted before they were compared"
            .formatted(partition, from, until - 1));
  }

  boolean isEmpty() {
    return newest.isEmpty() && deleted.isEmpty();
  }

  /// A lane's decisions are published without a gap.
  long count() {
    return newest.entrySet().stream()
        .mapToLong(lane -> lane.getValue() + 1 - heads.getOrDefault(lane.getKey(), 0L))
        .sum();
  }

  /// The same for the same decisions: whoever names it has read of them.
  String code() {
    List<String> lines = new ArrayList<>(firstOfLane.values());
    lines.addAll(deleted.values());
    lines.add(newest.toString());
    return Hash.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
        .hex()
        .substring(0, CODE_CHARS);
  }

  String detail() {
    var found = new ArrayList<String>(2);
    if (!newest.isEmpty()) {
      found.add(
          "%d published decisions are not in the journal (first of each lane: %s%s)"
              .formatted(
                  count(),
                  firstOfLane.values().stream()
                      .limit(LANES_NAMED_MAX)
                      .collect(Collectors.joining("; ")),
                  firstOfLane.size() > LANES_NAMED_MAX ? "; …" : ""));
    }
    found.addAll(deleted.values());
    return String.join("; ", found) + "; code " + code();
  }
}
