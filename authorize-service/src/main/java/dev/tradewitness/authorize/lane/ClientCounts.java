package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.KeyedHash;

/// How many remembered ids each client has, by the client's 32-bit hash. Clients whose hashes meet
/// are counted together, so a count is never too low. Takes 12 to 24 bytes a client.
final class ClientCounts {

  // Many small tables, so that growing one stops the lane for a moment only.
  private static final int TABLES = 16;

  private final Table[] tables = new Table[TABLES];

  ClientCounts() {
    clear();
  }

  /// @return the client's count after the change
  /// @throws IllegalStateException when it would fall below zero
  int add(int client, int change) {
    return table(client).add(client, change);
  }

  void clear() {
    for (int i = 0; i < TABLES; i++) {
      tables[i] = new Table();
    }
  }

  private Table table(int client) {
    return tables[client & TABLES - 1];
  }

  long bytesHeld() {
    long bytes = 16 + 4 * TABLES;
    for (Table table : tables) {
      bytes += 24 + 16 + 8L * table.entries.length;
    }
    return bytes;
  }

  /// Open addressing, linear probing. An entry is the hash above the count; a count is never zero.
  private static final class Table {
    private long[] entries = new long[16];
    private int size;

    private int home(long entry) {
      return (int) KeyedHash.mix(entry >>> 32) & entries.length - 1;
    }

    private int next(int slot) {
      return slot + 1 & entries.length - 1;
    }

    /// Where the client's entry is, or the empty place where it belongs.
    private int slotOf(int client) {
      int slot = home((long) client << 32);
      while (entries[slot] != 0 && (int) (entries[slot] >>> 32) != client) {
        slot = next(slot);
      }
      return slot;
    }

    int add(int client, int change) {
      int slot = slotOf(client);
      int count = (int) entries[slot] + change;
      if (count < 0) {
        throw new IllegalStateException("a client has %d ids".formatted(count));
      }
      boolean isNew = entries[slot] == 0;
      entries[slot] = (long) client << 32 | count;
      if (count == 0) {
        remove(slot);
      } else if (isNew && 3 * ++size > 2 * entries.length) {
        grow();
      }
      return count;
    }

    private void grow() {
      long[] old = entries;
      entries = new long[2 * old.length];
      for (long entry : old) {
        if (entry != 0) {
          entries[slotOf((int) (entry >>> 32))] = entry;
        }
      }
    }

    /// Entries that probed past the hole move back, or they would not be found any more.
    private void remove(int emptied) {
      int hole = emptied;
      entries[hole] = 0;
      for (int slot = next(hole); entries[slot] != 0; slot = next(slot)) {
        int home = home(entries[slot]);
        boolean stays = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
        if (!stays) {
          entries[hole] = entries[slot];
          entries[slot] = 0;
          hole = slot;
        }
      }
      size--;
    }
  }
}
