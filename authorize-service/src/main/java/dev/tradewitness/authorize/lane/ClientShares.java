package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// How many remembered ids there are, how many each client has, by the client's 32-bit hash, and
/// who has more than its share. Clients whose hashes meet are counted together, so a count is never
/// too low.
final class ClientShares {

  private final ClientCounts counts = new ClientCounts();
  private final int share;
  // In ascending order. Replaced, never changed.
  private int[] above = {};
  private int ids;

  /// @param share ids of one client
  ClientShares(int share) {
    this.share = share;
  }

  /// Ids of all clients.
  int ids() {
    return ids;
  }

  /// @param change how many ids came, or went when it is negative
  void add(int client, int change) {
    ids += change;
    int count = counts.add(client, change);
    boolean wasAbove = count - change > share;
    if (count > share && !wasAbove) {
      above = Arrays.copyOf(above, above.length + 1);
      above[above.length - 1] = client;
      Arrays.sort(above);
    } else if (count <= share && wasAbove) {
      above = Arrays.stream(above).filter(other -> other != client).toArray();
    }
  }

  /// @param clients the client of each id that went, in ascending order
  void remove(int[] clients) {
    for (int from = 0, to = 0; from < clients.length; from = to) {
      while (to < clients.length && clients[to] == clients[from]) {
        to++;
      }
      add(clients[from], from - to);
    }
  }

  boolean isAnyAbove() {
    return above.length > 0;
  }

  /// The clients that are above their share at this moment.
  IntPredicate above() {
    int[] now = above;
    if (now.length == 1) {
      return client -> client == now[0];
    }
    // Most clients are not, and a search among many costs more than a look into a filter.
    var filter = new IdFilter(now.length);
    for (int client : now) {
      filter.add(client);
    }
    return client -> filter.mayHold(client) && Arrays.binarySearch(now, client) >= 0;
  }

  void clear() {
    counts.clear();
    above = new int[0];
    ids = 0;
  }

  long bytesHeld() {
    return 24 + 16 + 4L * above.length + counts.bytesHeld();
  }
}
