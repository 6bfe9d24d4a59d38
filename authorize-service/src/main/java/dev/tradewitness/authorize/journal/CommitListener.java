package dev.tradewitness.authorize.journal;

import java.util.List;

/// Called on the committer's thread after each commit, with the rows that are durable now. Must not
/// block.
@FunctionalInterface
public interface CommitListener {
  void committed(List<Pending> rows);
}
