package dev.tradewitness.vpin.state;

import java.util.List;

/// Everything one poll changed; committed whole or not at all.
public record PollCommit(
    List<PartitionAdvance> partitions, List<PairState> pairs, List<Metric> metrics) {

  public boolean isEmpty() {
    return partitions.isEmpty();
  }
}
