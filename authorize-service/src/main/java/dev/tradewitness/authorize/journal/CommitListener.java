package dev.tradewitness.authorize.journal;

import java.util.List;

/// Is told of every group of rows once it is durable, on the committer's thread: it only takes
/// note.
@FunctionalInterface
public interface CommitListener {
  void committed(List<Pending> rows);
}
