package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// How many remembered ids each client has, by the client's 32-bit hash, and who has more than its
/// share. Clients whose hashes meet are counted together, so a count is never too low.
final class ClientShares {

  private final ClientCounts counts = new ClientCounts();
  private final int share;
  // In ascending order. Replaced, never changed.
  private int[] above = {};

  /// @param share ids of one client
  ClientShares(int share) {
    this.share = share;
  }

  /// @param change 1 or -1
  void add(int client, int change) {
    int count = counts.add(client, change);
    if (count == share + 1 && change > 0) {
      above = IntStream.concat(Arrays.stream(above), IntStream.of(client)).sorted().toArray();
    } else if (count == share && change < 0) {
      above = Arrays.stream(above).filter(other -> other != client).toArray();
    }
  }

  boolean isAnyAbove() {
    return above.length > 0;
  }

  /// The clients that are above their share at this moment.
  IntPredicate above() {
    int[] now = above;
    return now.length == 1
        ? client -> client == now[0]
        : client -> Arrays.binarySearch(now, client) >= 0;
  }

  void clear() {
    counts.clear();
    above = new int[0];
  }

  long bytesHeld() {
    return 24 + 16 + 4L * above.length + counts.bytesHeld();
  }
}
