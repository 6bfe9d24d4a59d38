package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseStoreIT {

  private final JournalDatabase db = JournalDatabase.create();
  private final LeaseStore one = db.leases("one");
  private final LeaseStore two = db.leases("two");

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void anInstallationKeepsTheLanesItWasMadeWith() throws SQLException {
    assertThat(one.prepare()).isEqualTo(JournalDatabase.LANES);
    var later = new LeaseStore(db.critical, "later", 64, Duration.ofSeconds(5));
    assertThat(later.prepare()).isEqualTo(JournalDatabase.LANES);
    assertThat(db.text("select count(*) from lane_lease")).isEqualTo("4");
  }

  @Test
  void twoOwnersHoldDifferentLanesAndNeitherTakesTheOthers() throws SQLException {
    one.prepare();
    Lease first = Objects.requireNonNull(one.acquire(List.of(0, 1)));
    assertThat(first.epochs()).isEqualTo(Map.of(0, 1L, 1, 1L));
    assertThat(two.acquire(JournalDatabase.LANES)).as("all or nothing").isNull();
    assertThat(db.text("select max(epoch) from lane_lease where lane > 1")).isEqualTo("0");
    Lease second = Objects.requireNonNull(two.acquire(List.of(2, 3)));
    assertThat(one.renew(first)).isNotNull();
    Lease fenced = Objects.requireNonNull(two.fence(second));
    assertThat(fenced.epoch(2)).isEqualTo(2);
    assertThat(one.renew(first)).as("not touched by the other's fence").isNotNull();
  }

  @Test
  void afterAReleaseTheNextOwnerStartsAtOnceAndTheOneBeforeIsOut() throws SQLException {
    one.prepare();
    Lease first = Objects.requireNonNull(one.acquire(JournalDatabase.LANES));
    assertThat(two.acquire(JournalDatabase.LANES)).isNull();
    one.release();
    Lease second = Objects.requireNonNull(two.acquire(JournalDatabase.LANES));
    assertThat(second.epoch(3)).isEqualTo(first.epoch(3) + 1);
    assertThat(one.renew(first)).isNull();
    assertThat(one.fence(first)).isNull();
    assertThat(db.text("select max(epoch) from lane_lease")).isEqualTo("2");
  }

  @Test
  void whatAnOwnerTookBeforeTheClockWasSetBackIsFreeOnceItEnded() throws SQLException {
    one.prepare();
    Lease first = Objects.requireNonNull(one.acquire(JournalDatabase.LANES));
    db.execute("update lane_lease set until = until + interval '25 hours'");
    Lease second = Objects.requireNonNull(two.acquire(JournalDatabase.LANES));
    assertThat(one.renew(first)).as("of two owners one is out").isNull();
    assertThat(two.renew(second)).isNotNull();
  }

  @Test
  void aLeaseThatIsLongerThanOnesOwnIsLeftToItsOwner() throws SQLException {
    var longer = new LeaseStore(db.critical, "longer", 4, Duration.ofMinutes(9));
    longer.prepare();
    Objects.requireNonNull(longer.acquire(JournalDatabase.LANES));
    assertThat(two.acquire(JournalDatabase.LANES)).isNull();
  }

  @Test
  void aLeaseThatItsOwnOwnerTookAgainIsNotRenewed() throws SQLException {
    one.prepare();
    Lease first = Objects.requireNonNull(one.acquire(List.of(0, 1)));
    Objects.requireNonNull(one.acquire(List.of(1)));
    assertThat(one.renew(first)).isNull();
  }
}
