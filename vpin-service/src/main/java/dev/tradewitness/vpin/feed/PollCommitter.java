package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.kit.kafka.PollLetters;
import dev.tradewitness.vpin.state.PartitionAdvance;
import dev.tradewitness.vpin.state.PollCommit;
import dev.tradewitness.vpin.vitals.Progress;

/// Commits what a consumer's poll changed, and what follows from that.
final class PollCommitter {

  private final PairBook book;
  private final OwingPartitions owing;
  private final FeedShared shared;
  private final Progress progress;

  PollCommitter(PairBook book, OwingPartitions owing, FeedShared shared) {
    this.book = book;
    this.owing = owing;
    this.shared = shared;
    this.progress = shared.vitals().progress();
  }

  /// Commits; then the metrics are published and the letters are owed.
  ///
  /// @return how many metrics were committed
  int commit(PollLetters letters) {
    PollCommit pending = book.pending();
    if (pending.isEmpty()) {
      return 0;
    }
    shared.store().commit(pending, () -> shared.owedLetters().owe(letters));
    book.committed();
    shared.outlet().committed(pending.metrics());
    pending.partitions().forEach(this::show);
    return pending.metrics().size();
  }

  private void show(PartitionAdvance advance) {
    OwnedPartition owned = book.partition(advance.partition());
    if (owned != null) {
      progress.committed(owned.number(), owned.position(), owned.newest());
      progress.stored(owned.number(), owned.pairs(), owned.nextMetric());
    }
  }

  /// Sends the letters that are owed since the commit. Those that Kafka does not take stay owed;
  /// their partitions wait.
  void deliver(PollLetters letters) {
    if (!owing.deliver(letters)) {
      shared.newProducer().run();
    }
  }
}
