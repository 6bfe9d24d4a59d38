package dev.tradewitness.authorize.journal;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What the committer asks of the lanes when a commit does not go through.
public interface LaneGroup {

  /// Refuses everything new until [#resume].
  void suspend();

  /// Runs this with every lane at rest.
  void atRest(Runnable work);

  /// Goes to a new epoch and says which number follows the last one written in each lane; null when
  /// another owner holds the lanes. Throws while the database cannot be asked.
  long @Nullable [] fence() throws SQLException;

  /// Takes orders again, if memory stands exactly where the journal ends; otherwise gives the lanes
  /// up, to be read again.
  ///
  /// @param heads as told by [#fence]
  void resume(long[] heads);

  /// Another owner holds the lanes: everything in memory is void.
  void lost();
}
