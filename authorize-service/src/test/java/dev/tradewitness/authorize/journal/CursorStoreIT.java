package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CursorStoreIT {

  private final JournalDatabase db = JournalDatabase.create();
  private final CursorStore cursors = new CursorStore(db.reads);

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aFormerOwnersCursorDoesNotTakeTheNewOnesBack() throws SQLException {
    var owners = new Cursor[] {new Cursor(40, 30), new Cursor(7, 5)};
    assertThat(cursors.write(owners, Map.of(), cursors.life())).isTrue();
    cursors.write(new Cursor[] {new Cursor(12, 9), new Cursor(8, 6)}, Map.of(), cursors.life());
    assertThat(cursors.read(3)).containsExactly(owners[0], new Cursor(8, 6), Cursor.START);
  }

  @Test
  void nothingIsStoredInADatabaseThatMayBeAnotherOne() throws SQLException {
    var sent = new Cursor[] {new Cursor(40, 30)};
    assertThat(cursors.write(sent, Map.of(3, 41L), "another life")).isFalse();
    assertThat(cursors.read(1)).containsExactly(Cursor.START);
    assertThat(new PublishedStore(db.reads).positions()).isEmpty();
    assertThat(cursors.write(sent, Map.of(3, 41L), cursors.life())).isTrue();
    assertThat(new PublishedStore(db.reads).positions()).isEqualTo(Map.of(3, 41L));
  }
}
