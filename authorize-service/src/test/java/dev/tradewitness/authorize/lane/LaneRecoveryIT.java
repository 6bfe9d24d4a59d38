package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.journal.IdSegment;
import dev.tradewitness.authorize.journal.JournalDatabase;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A lane read from a journal and a snapshot that memory cannot hold, or cannot read.
class LaneRecoveryIT {

  private final JournalDatabase db = JournalDatabase.create();
  private final LaneRecovery recovery = new LaneRecovery(db.store, db.snapshots);

  @BeforeEach
  void hold() throws Exception {
    db.held();
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void noMoreIdsAreReadFromTheJournalThanMemoryMayHold() throws Exception {
    append(3000, false);
    LaneWorld world = world(new StateBounds(100, 100, 400, 100, 10, 10_000));
    assertThat(recovery.recover(world.lane())).isEqualTo(3000);
    world.lanes().addUp();
    assertThat(world.lanes().ordersRemembered()).isBetween(100L, 400L);
    assertThat(decide(world, "o2999")).isInstanceOf(LaneAnswer.Stored.class);
    assertThat(decide(world, "o0")).isInstanceOf(LaneAnswer.Forgotten.class);
    assertThat(decide(world, "new")).isInstanceOf(LaneAnswer.Decided.class);
    assertThat(world.findableUpTo).isNotNull();
  }

  @Test
  void noMoreIdsAreReadFromASnapshotThanMemoryMayHold() throws Exception {
    append(3000, false);
    LaneWorld roomy = world(new StateBounds(100, 100, 10_000, 100, 10, 10_000));
    recovery.recover(roomy.lane());
    assertThat(recovery.snapshot(roomy.lane(), 1)).isEqualTo(3000);
    assertThat(db.snapshots.read(0).ids()).hasSizeGreaterThan(1);
    LaneWorld narrow = world(new StateBounds(100, 100, 2000, 100, 10, 10_000));
    recovery.recover(narrow.lane());
    narrow.lanes().addUp();
    assertThat(narrow.lanes().ordersRemembered()).isBetween(500L, 2000L);
    // A lane that forgot ids says so also after the next start.
    recovery.snapshot(narrow.lane(), 1);
    LaneWorld again = world(new StateBounds(100, 100, 10_000, 100, 10, 10_000));
    recovery.recover(again.lane());
    assertThat(decide(again, "o0")).isInstanceOf(LaneAnswer.Forgotten.class);
    assertThat(decide(again, "o2999")).isInstanceOf(LaneAnswer.Stored.class);
    assertThat(decide(again, "new")).isInstanceOf(LaneAnswer.Decided.class);
  }

  @Test
  void segmentsThatCannotBeReadAreReplacedByTheNextSnapshot() throws Exception {
    append(3000, false);
    StateBounds bounds = new StateBounds(100, 100, 10_000, 100, 10, 10_000);
    LaneWorld world = world(bounds);
    recovery.recover(world.lane());
    recovery.snapshot(world.lane(), 1);
    // The checksum at the end stays as it is.
    db.execute("update snapshot_ids set bytes = set_byte(bytes, 60, 255 - get_byte(bytes, 60))");
    LaneWorld damaged = world(bounds);
    recovery.recover(damaged.lane());
    assertThat(decide(damaged, "o0")).isInstanceOf(LaneAnswer.Stored.class);
    recovery.snapshot(damaged.lane(), 1);
    OrderIndex index = world(bounds).lane().bounds().emptyState().index();
    for (IdSegment segment : db.snapshots.read(0).ids()) {
      index.restore(segment.entries().bytes());
    }
    assertThat(index.size()).isEqualTo(3000);
    assertThat(index.find(new ClientId("acme"), new ClientOrderId("o1500"))).isEqualTo(1500);
  }

  @Test
  void aJournalWithMoreOpenOrdersThanMemoryMayHoldKeepsTheLaneClosed() throws Exception {
    append(2 * 65_536, true);
    assertThatThrownBy(
            () -> recovery.recover(world(new StateBounds(10, 10, 10, 10, 10, 10_000)).lane()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("openOrders=65549")
        .hasMessageContaining("openOrders=10,");
    LaneWorld roomy = world(new StateBounds(100_000, 10, 1_000_000, 10, 10, 10_000));
    assertThat(recovery.recover(roomy.lane())).isEqualTo(2 * 65_536);
  }

  /// A snapshot has no times of orders: whoever takes a lane over right after one counts those of
  /// the last second all the same.
  @Test
  void ordersOfTheLastSecondCountAlsoAfterASnapshot() throws Exception {
    long now = System.currentTimeMillis() * 1000;
    List<JournalRow> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // A tenth of a second apart; every fourth was blocked.
      rows.add(
          LaneWorld.decided(
              0, i, i, new ClientId("acme"), "o" + i, i % 4 != 0, now + (i - 39) * 100_000L));
    }
    db.write(rows.subList(0, 36));
    LaneWorld before = world(new StateBounds(100, 100, 10_000, 100, 10, 10_000));
    recovery.recover(before.lane());
    assertThat(recovery.snapshot(before.lane(), 1)).isEqualTo(36);
    db.write(rows.subList(36, 40));
    LaneWorld after = world(new StateBounds(100, 100, 10_000, 100, 10, 10_000));
    recovery.recover(after.lane());
    int sent =
        after.lane().read((state, last) -> state.messages().count(new ClientId("acme"), now));
    // 29 to 39 are of the last 1.1 s, 32 and 36 were blocked.
    assertThat(sent).isEqualTo(9);
    // All of them are the same but for their ids, and of the last 10 s: three quarters of 40.
    int identical =
        after
            .lane()
            .read((state, last) ->
                state
                    .sent()
                    .count(
                        state
                            .sent()
                            .kind(
                                new ClientId("acme"),
                                ((JournalRow.Decided) rows.getFirst()).decision().order()),
                        now));
    assertThat(identical).isEqualTo(30);
  }

  /// Orders of one account.
  private void append(int count, boolean authorized) {
    List<JournalRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(LaneWorld.decided(0, i, i, new ClientId("acme"), "o" + i, authorized));
      if (rows.size() == 256 || i == count - 1) {
        db.write(rows);
        rows.clear();
      }
    }
  }

  private static LaneWorld world(StateBounds bounds) {
    return new LaneWorld(bounds);
  }

  private static LaneAnswer.ToOrder decide(LaneWorld world, String id) {
    return world
        .lane()
        .decide(
            LaneWorld.order(new ClientId("acme"), id, "1"),
            () -> LaneWorld.rules(dev.tradewitness.authorize.control.TradingState.ACTIVE),
            JournalFindings.NONE);
  }
}
