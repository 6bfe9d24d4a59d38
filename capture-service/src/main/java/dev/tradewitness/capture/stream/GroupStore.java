package dev.tradewitness.capture.stream;

import java.sql.SQLException;
import java.util.List;

/// Where groups of events become durable.
public interface GroupStore {

  /// Stores a group in one transaction.
  ///
  /// @return the outcome of each entry, in order, after the commit
  /// @throws SQLException when it is not known that the group is stored
  List<StreamOutcome> store(List<StreamEntry> group) throws SQLException;
}
