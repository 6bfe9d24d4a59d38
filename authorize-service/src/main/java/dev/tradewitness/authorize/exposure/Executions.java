package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The executions counted for one order, as hashes: 12 bytes each, whatever the ids' length. A
/// trade that is cancelled or corrected stays, and one entry more says that it does not count. A
/// value sees the first `size` executions of a table that later values of the same order share, so
/// that adding one costs the same for the first and for the ten thousandth.
///
/// Owned by one lane: adding needs its lock, and so does asking whether an execution is known.
/// [#bytes] needs no lock as long as nothing that this value holds is taken back.
///
/// An execution is known by the first 64 bits of SHA-256 over its id, and its content by 32 bits
/// over quantity and price. Two ids of one order that meet in 64 bits would be reported as a
/// conflict or a repetition; nobody can choose such ids with less than 2^32 attempts.
public final class Executions {

  /// What is known about an execution.
  public enum Known {
    NEW,
    /// The same id with the same content.
    REPEATED,
    /// The same id with another quantity or price.
    CONFLICTING
  }

  public static final Executions NONE = new Executions(null, 0);

  private final @Nullable Table table;
  // As they were when this value was made: a later value moves the table to greater arrays or
  // writes behind this one's executions, so these may be read without the lock.
  private final long[] ids;
  private final int[] contents;
  private final int size;

  private Executions(@Nullable Table table, int size) {
    this.table = table;
    this.ids = table == null ? new long[0] : table.ids;
    this.contents = table == null ? new int[0] : table.contents;
    this.size = size;
  }

  public int size() {
    return size;
  }

  /// How much room they take, in executions: a table takes as much as five.
  public int weight() {
    return size == 0 ? 0 : size + 5;
  }

  public Known known(ExecutionReport.Trade trade) {
    return known(id(trade.execId()), content(trade));
  }

  public Known known(ExecutionReport.TradeCancel cancel) {
    return known(id(cancel.execId()), content(cancel));
  }

  private Known known(long id, int content) {
    if (table == null) {
      return Known.NEW;
    }
    int place = table.find(id, size);
    if (place < 0) {
      return Known.NEW;
    }
    return table.contents[place] == content ? Known.REPEATED : Known.CONFLICTING;
  }

  /// Whether a trade with this id was cancelled or corrected.
  public boolean isCancelled(ExecId trade) {
    return table != null && table.find(cancelledId(trade), size) >= 0;
  }

  /// These executions and one more. What was added to this value before, and taken back since, is
  /// forgotten.
  public Executions with(ExecutionReport.Trade trade) {
    return with(id(trade.execId()), content(trade));
  }

  /// These executions, of which one counts no longer.
  public Executions with(ExecutionReport.TradeCancel cancel) {
    return with(id(cancel.execId()), content(cancel))
        .withCancelled(cancel.original().trade().execId());
  }

  /// These executions, of which one counts no longer, and another instead.
  public Executions with(ExecutionReport.TradeCorrect correct) {
    return with(correct.trade()).withCancelled(correct.original().trade().execId());
  }

  private Executions withCancelled(ExecId trade) {
    return with(cancelledId(trade), 0);
  }

  private Executions with(long id, int content) {
    Table grown = table == null ? new Table() : table;
    grown.truncate(size);
    grown.add(id, content);
    return new Executions(grown, size + 1);
  }

  /// Twelve bytes an execution: id hash and content hash, in the order in which they were counted.
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(12 * size);
    for (int i = 0; i < size; i++) {
      out.putLong(ids[i]).putInt(contents[i]);
    }
    return out.array();
  }

  /// What [#bytes] wrote.
  ///
  /// @throws IllegalArgumentException when the length is not a multiple of twelve
  public static Executions of(byte[] bytes) {
    if (bytes.length % 12 != 0) {
      throw new IllegalArgumentException("an execution is 12 bytes, got " + bytes.length);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Executions all = NONE;
    while (in.hasRemaining()) {
      all = all.with(in.getLong(), in.getInt());
    }
    return all;
  }

  private static long id(ExecId execId) {
    return hash(execId.value()).getLong();
  }

  /// No id of an execution begins with a space.
  private static long cancelledId(ExecId trade) {
    return hash(" cancelled " + trade.value()).getLong();
  }

  private static int content(ExecutionReport.Trade trade) {
    return hash(trade.qty() + "@" + trade.price()).getInt();
  }

  private static int content(ExecutionReport.TradeCancel cancel) {
    return hash("cancel of " + cancel.original().trade().execId().value()).getInt();
  }

  private static ByteBuffer hash(String text) {
    return ByteBuffer.wrap(Hash.of(text.getBytes(StandardCharsets.UTF_8)).bytes());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Executions that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return size;
  }

  @Override
  public String toString() {
    return size + " executions";
  }

  /// Executions in the order in which they were counted, found by open addressing. `slots` holds
  /// places plus one; zero is empty.
  private static final class Table {
    private long[] ids = new long[4];
    private int[] contents = new int[4];
    private int[] slots = new int[8];
    private int count;

    int find(long id, int size) {
      for (int slot = home(id); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
        int place = slots[slot] - 1;
        if (ids[place] == id) {
          return place < size ? place : -1;
        }
      }
      return -1;
    }

    private int home(long id) {
      return (int) id & slots.length - 1;
    }

    void add(long id, int content) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
        contents = Arrays.copyOf(contents, 2 * count);
        slots = new int[4 * count];
        for (int place = 0; place < count; place++) {
          enter(place);
        }
      }
      ids[count] = id;
      contents[count] = content;
      enter(count++);
    }

    private void enter(int place) {
      int slot = home(ids[place]);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = place + 1;
    }

    /// The newest entry ends its probe run, so it leaves without moving another.
    void truncate(int size) {
      while (count > size) {
        count--;
        int slot = home(ids[count]);
        while (slots[slot] != count + 1) {
          slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = 0;
      }
    }
  }
}
