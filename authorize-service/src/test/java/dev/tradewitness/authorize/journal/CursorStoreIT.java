package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import java.sql.SQLException;
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
    cursors.write(owners);
    cursors.write(new Cursor[] {new Cursor(12, 9), new Cursor(8, 6)});
    assertThat(cursors.read(3)).containsExactly(owners[0], new Cursor(8, 6), Cursor.START);
  }
}
