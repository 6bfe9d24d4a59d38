package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.TimeInForce;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreIT {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  private static final List<TimeInForce> COUNTS =
      List.of(TimeInForce.DAY, TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK);

  private final JournalDatabase db = JournalDatabase.create();

  @AfterEach
  void close() {
    db.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {20260721, 7})
  void aBookComesBackAsItWasWritten(long seed) throws SQLException {
    db.held();
    ExposureBook book = book(new Random(seed), 3000);
    BookSnapshot snapshot = book.snapshot();
    assertThat(db.snapshots.write(2, 1, new LaneSnapshot(90_000, 3000, snapshot, List.of())))
        .isTrue();
    LaneSnapshot read = db.snapshots.read(2);
    assertThat(read.sequence()).isEqualTo(90_000);
    assertThat(read.decisionSequence()).isEqualTo(3000);
    assertSame(seed, read.book(), snapshot);
    assertThat(snapshot.open()).anyMatch(order -> order.executions().size() > 1);
    assertThat(db.snapshots.read(1)).isEqualTo(LaneSnapshot.EMPTY);
    assertThat(read.book().open())
        .extracting(order -> order.terms().timeInForce())
        .containsAll(COUNTS);
    read.book().requireConsistent();
  }

  @Test
  void aLaterSnapshotReplacesTheOneBefore() throws SQLException {
    db.held();
    var random = new Random(1);
    db.snapshots.write(0, 1, snapshot(book(random, 500)));
    BookSnapshot later = book(random, 40).snapshot();
    db.snapshots.write(0, 1, new LaneSnapshot(2, 2, later, List.of()));
    assertSame(1, db.snapshots.read(0).book(), later);
    db.snapshots.write(0, 1, new LaneSnapshot(3, 3, BookSnapshot.EMPTY, List.of()));
    assertThat(db.snapshots.read(0).book()).isEqualTo(BookSnapshot.EMPTY);
    assertThat(db.text("select count(*) from snapshot_part")).isEqualTo("0");
  }

  @Test
  void underAStaleEpochNothingIsWritten() throws SQLException {
    Lease held = db.held();
    BookSnapshot first = book(new Random(1), 50).snapshot();
    assertThat(db.snapshots.write(0, 1, new LaneSnapshot(10, 5, first, segments(1)))).isTrue();
    Objects.requireNonNull(db.leases("one").fence(held));
    assertThat(db.snapshots.write(0, 1, new LaneSnapshot(20, 9, BookSnapshot.EMPTY, segments(3))))
        .isFalse();
    LaneSnapshot read = db.snapshots.read(0);
    assertThat(read.sequence()).isEqualTo(10);
    assertThat(read.ids()).hasSize(1);
    assertSame(1, read.book(), first);
    assertThat(db.snapshots.write(0, 2, new LaneSnapshot(20, 9, first, List.of()))).isTrue();
  }

  @Test
  void onlyPartsThatChangedAreWrittenAgain() throws SQLException {
    db.held();
    ExposureBook book = book(new Random(1), 5000);
    db.snapshots.write(0, 1, snapshot(book));
    int parts = Integer.parseInt(db.text("select count(*) from snapshot_part"));
    String before = db.text("select max(xmin::text::bigint) from snapshot_part");
    db.snapshots.write(0, 1, snapshot(book));
    assertThat(written(before)).isZero();
    OrderState order = Objects.requireNonNull(book.snapshot().open().getFirst());
    var cancel = new ExecutionReport.Closed(ExecType.CANCELED);
    book.apply(order, order.after(cancel), cancel, 9);
    db.snapshots.write(0, 1, snapshot(book));
    assertThat(parts).isGreaterThan(60);
    assertThat(written(before)).as("the order's part and its account's").isEqualTo(2);
    assertSame(1, db.snapshots.read(0).book(), book.snapshot());
  }

  private int written(String after) throws SQLException {
    return Integer.parseInt(
        db.text("select count(*) from snapshot_part where xmin::text::bigint > " + after));
  }

  /// A segment's content, and how often it was stored.
  private static final class Content implements IdSegment.Entries {
    private static final List<Content> STORED = new ArrayList<>();

    private final byte[] bytes;

    Content(int... bytes) {
      this.bytes = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        this.bytes[i] = (byte) bytes[i];
      }
    }

    @Override
    public byte[] bytes() {
      STORED.add(this);
      return bytes;
    }

    @Override
    public int checksum() {
      return ByteBuffer.wrap(bytes).getInt(bytes.length - 4);
    }
  }

  @Test
  void aSealedSegmentIsStoredOnceUnlessItsContentChanges() throws SQLException {
    db.held();
    Content.STORED.clear();
    var sealed = new Content(1, 2, 3, 4, 5);
    var open = new Content(6, 7, 8, 9);
    for (int round = 0; round < 3; round++) {
      write(sealed, open);
    }
    assertThat(Content.STORED).containsExactly(sealed, open, open, open);
    List<IdSegment> read = db.snapshots.read(0).ids();
    assertThat(read).extracting(IdSegment::firstSequence).containsExactly(10L, 20L);
    assertThat(read).extracting(IdSegment::day).containsExactly(DAY, DAY.plusDays(1));
    assertThat(read).extracting(IdSegment::sealed).containsExactly(true, false);
    assertThat(read.get(1).entries().bytes()).containsExactly(6, 7, 8, 9);
    // Ids of a sealed segment may be forgotten.
    write(new Content(1, 2, 3, 4, 6), open);
    assertThat(db.snapshots.read(0).ids().getFirst().entries().bytes()).endsWith(6);
    db.snapshots.write(0, 1, new LaneSnapshot(30, 9, BookSnapshot.EMPTY, read.subList(1, 2)));
    assertThat(db.snapshots.read(0).ids()).hasSize(1);
  }

  @Test
  void segmentsThatCannotBeReadAreStoredAgainThoughTheirChecksumsAgree() throws SQLException {
    db.held();
    var sealed = new Content(1, 2, 3, 4, 5);
    write(sealed, sealed);
    db.execute("update snapshot_ids set bytes = set_byte(bytes, 0, 9)");
    db.snapshots.distrustIds(0);
    write(sealed, sealed);
    for (IdSegment segment : db.snapshots.read(0).ids()) {
      assertThat(segment.entries().bytes()).containsExactly(1, 2, 3, 4, 5);
    }
  }

  private void write(Content sealed, Content open) throws SQLException {
    List<IdSegment> segments =
        List.of(
            new IdSegment(10, DAY, true, sealed), new IdSegment(20, DAY.plusDays(1), false, open));
    db.snapshots.write(0, 1, new LaneSnapshot(30, 9, BookSnapshot.EMPTY, segments));
  }

  @Test
  void aDamagedPartIsNotRead() throws SQLException {
    db.held();
    db.snapshots.write(0, 1, snapshot(book(new Random(1), 50)));
    db.execute("update snapshot_part set bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 1)");
    assertThatThrownBy(() -> db.snapshots.read(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("snapshot of lane 0")
        .hasMessageContaining("expected SHA-256");
  }

  @Test
  void theOldestOpenOrderIsNamedForTheRetention() throws SQLException {
    db.held();
    ExposureBook book = book(new Random(1), 50);
    db.snapshots.write(0, 1, snapshot(book));
    long oldest =
        book.snapshot().open().stream().mapToLong(o -> o.key().sequence()).min().orElseThrow();
    assertThat(db.text("select first_open from snapshot")).isEqualTo("" + oldest);
    db.snapshots.write(0, 1, new LaneSnapshot(1, 1, BookSnapshot.EMPTY, List.of()));
    assertThat(db.text("select first_open from snapshot")).isEqualTo("null");
  }

  private static List<IdSegment> segments(int count) {
    List<IdSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(new IdSegment(i, DAY, true, () -> new byte[] {7, 7, 7, 7}));
    }
    return segments;
  }

  private static LaneSnapshot snapshot(ExposureBook book) {
    return new LaneSnapshot(1, 1, book.snapshot(), List.of());
  }

  private static void assertSame(long seed, BookSnapshot read, BookSnapshot written) {
    assertThat(new HashSet<>(read.open()))
        .as("seed %d", seed)
        .isEqualTo(new HashSet<>(written.open()));
    assertThat(read.symbols()).as("seed %d", seed).isEqualTo(written.symbols());
    assertThat(read.accounts()).as("seed %d", seed).isEqualTo(written.accounts());
  }

  /// Orders of many accounts, some of them filled in part or closed.
  static ExposureBook book(Random random, int orders) {
    var book = new ExposureBook(KeyedHash.ofSeed(1));
    for (int i = 0; i < orders; i++) {
      long sequence = 30L * i;
      OrderState order =
          OrderState.decided(
              sequence,
              Rows.inForce(
                      Rows.authorized(
                          0, sequence, "c" + random.nextInt(900), "o-" + i, Rows.MARCH_1),
                      null,
                      COUNTS.get(i % COUNTS.size()))
                  .decision());
      book.reserve(order);
      if (i % 7 == 0) {
        book.redeem(order);
        order = order.afterRedemption();
      }
      for (int fill = random.nextInt(4); fill > 0; fill--) {
        var trade =
            new ExecutionReport.Trade(
                new ExecId("e" + fill),
                Orders.quantity(1 + random.nextInt(30) + ".5"),
                Orders.executionPrice("0.000000000000000001"));
        OrderState after = order.after(trade);
        book.apply(order, after, trade, sequence);
        order = after;
      }
      if (order.status().isOpen() && random.nextInt(5) == 0) {
        var cancel = new ExecutionReport.Closed(ExecType.CANCELED);
        book.apply(order, order.after(cancel), cancel, 9);
      }
    }
    return book;
  }
}
