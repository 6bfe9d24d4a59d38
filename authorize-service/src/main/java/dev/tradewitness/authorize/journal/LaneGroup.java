package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The lanes as the committer needs them when a commit fails.
public interface LaneGroup {

  /// The lease under which rows are written; null when this instance holds no lanes.
  @Nullable Lease lease();

  /// Refuses every command until [#resume].
  void suspend();

  /// Runs the work while it holds every lane's lock. Afterwards no lane has a row that is not
  /// durable.
  void atRest(Runnable work);

  /// Raises the epoch of every lane, so that no earlier insert can still commit.
  ///
  /// @return the number that follows the last row of each lane; null when another owner holds the
  ///   lanes
  /// @throws SQLException while the database does not answer
  long @Nullable [] fence() throws SQLException;

  /// Takes commands again if memory stands exactly where the journal ends. Otherwise gives the
  /// lanes up, and they are read again.
  ///
  /// @param heads as told by [#fence]
  void resume(long[] heads);

  /// Gives the lanes up: what is in memory is void.
  void lost();
}
