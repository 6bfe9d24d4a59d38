package dev.tradewitness.capture.stream;

import java.util.List;

/// Told of each group right after its commit, in the order of the commits, by the committer thread:
/// must not wait and must not throw. Whoever misses a group finds it in the table.
public interface CommittedEvents {

  void committed(List<StoredEvent> group);
}
