package dev.tradewitness.authorize.journal;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the committer asks of the lanes when a commit does not go through.
public interface LaneGroup {

  /// The epochs under which the lanes are held.
  List<Long> epochs();

  /// Refuses everything new until [#resume].
  void suspend();

  /// Runs this with every lane at rest.
  void atRest(Runnable work);

  /// Goes to a new epoch and says which number follows the last one written in each lane; null when
  /// another owner holds the lanes. Throws while the database cannot be asked.
  long @Nullable [] fence() throws SQLException;

  /// Takes orders again.
  void resume();

  /// Another owner holds the lanes: everything in memory is void.
  void lost();
}
