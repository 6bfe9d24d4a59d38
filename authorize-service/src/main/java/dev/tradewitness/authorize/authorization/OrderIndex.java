package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.util.function.LongConsumer;

/// Finds the journal number of an order that was decided before, by account and id or by id alone.
/// Holds 24 bytes for an order and no objects, so that millions are remembered. A hit is by two
/// 64-bit hashes: whoever uses it compares the ids themselves.
///
/// Owned by its lane: call only under the lane's lock.
final class OrderIndex {

  // Many small tables, so that growing one stops the lane for a moment only.
  private static final int TABLES = 64;

  private final Table[] tables = new Table[TABLES];
  private final long seed;
  private int size;

  /// @param seed secret, so that nobody can choose ids that meet in one place
  OrderIndex(long seed) {
    this.seed = seed;
    for (int i = 0; i < TABLES; i++) {
      tables[i] = new Table();
    }
  }

  int size() {
    return size;
  }

  /// The order's journal number, or -1.
  long find(ClientId client, ClientOrderId id) {
    long idHash = hash(id.value());
    return table(idHash).find(idHash, hash(client.value()));
  }

  /// The journal number of every order with this id, whatever its account.
  void findAll(ClientOrderId id, LongConsumer found) {
    long idHash = hash(id.value());
    table(idHash).findAll(idHash, found);
  }

  void put(ClientId client, ClientOrderId id, long sequence) {
    put(client.value(), id.value(), sequence);
  }

  void put(String client, String id, long sequence) {
    long idHash = hash(id);
    table(idHash).put(idHash, hash(client), sequence);
    size++;
  }

  void remove(ClientId client, ClientOrderId id) {
    long idHash = hash(id.value());
    if (table(idHash).remove(idHash, hash(client.value()))) {
      size--;
    }
  }

  private Table table(long idHash) {
    return tables[(int) (idHash >>> 58)];
  }

  private long hash(String text) {
    long h = seed;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    h = (h ^ text.length()) * 0xD6E8FEB86659FD93L;
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    return h ^ h >>> 32;
  }

  /// Open addressing, linear probing; three longs an entry, the number stored plus one so that zero
  /// is empty.
  private static final class Table {
    private long[] entries = new long[3 * 16];
    private int count;

    private int slots() {
      return entries.length / 3;
    }

    private int home(long idHash) {
      return (int) (idHash & (slots() - 1));
    }

    long find(long idHash, long clientHash) {
      int slot = slotOf(idHash, clientHash);
      return slot < 0 ? -1 : entries[3 * slot + 2] - 1;
    }

    private int slotOf(long idHash, long clientHash) {
      for (int slot = home(idHash); entries[3 * slot + 2] != 0; slot = next(slot)) {
        if (entries[3 * slot] == idHash && entries[3 * slot + 1] == clientHash) {
          return slot;
        }
      }
      return -1;
    }

    void findAll(long idHash, LongConsumer found) {
      for (int slot = home(idHash); entries[3 * slot + 2] != 0; slot = next(slot)) {
        if (entries[3 * slot] == idHash) {
          found.accept(entries[3 * slot + 2] - 1);
        }
      }
    }

    void put(long idHash, long clientHash, long sequence) {
      if (3 * (count + 1) > 2 * slots()) {
        grow();
      }
      insert(idHash, clientHash, sequence + 1);
      count++;
    }

    private void insert(long idHash, long clientHash, long stored) {
      int slot = home(idHash);
      while (entries[3 * slot + 2] != 0) {
        slot = next(slot);
      }
      entries[3 * slot] = idHash;
      entries[3 * slot + 1] = clientHash;
      entries[3 * slot + 2] = stored;
    }

    private void grow() {
      long[] old = entries;
      entries = new long[2 * old.length];
      for (int i = 0; i < old.length; i += 3) {
        if (old[i + 2] != 0) {
          insert(old[i], old[i + 1], old[i + 2]);
        }
      }
    }

    boolean remove(long idHash, long clientHash) {
      int hole = slotOf(idHash, clientHash);
      if (hole < 0) {
        return false;
      }
      // Entries that probed past the hole move back, or they would not be found any more.
      for (int slot = next(hole); entries[3 * slot + 2] != 0; slot = next(slot)) {
        int home = home(entries[3 * slot]);
        boolean stays = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
        if (!stays) {
          System.arraycopy(entries, 3 * slot, entries, 3 * hole, 3);
          hole = slot;
        }
      }
      entries[3 * hole + 2] = 0;
      count--;
      return true;
    }

    private int next(int slot) {
      return slot + 1 & slots() - 1;
    }
  }
}
