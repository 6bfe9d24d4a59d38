package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.log.Arrival;
import dev.tradewitness.anchor.log.Arrivals;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.event.PolicyId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionOperations;

/// One poll, one transaction: checks that the partitions are still ours, appends what is new, marks
/// logs whose messages cannot be read, and stores where reading goes on.
final class PollIntake {

  private final PartitionStore partitions;
  private final StreamLog logs;
  private final TransactionOperations transactions;

  PollIntake(PartitionStore partitions, StreamLog logs, TransactionOperations transactions) {
    this.partitions = partitions;
    this.logs = logs;
    this.transactions = transactions;
  }

  /// What one partition brought.
  ///
  /// @param nextOffset the offset after its last message
  /// @param malformed streams with a message that cannot be read, and why
  record Brought(
      int partition,
      long epoch,
      long nextOffset,
      Map<PolicyId, Arrivals> arrivals,
      Map<PolicyId, String> malformed) {}

  /// @param lost partitions that somebody else took over: nothing of theirs is stored
  record Stored(List<Arrival> arrivals, Set<Integer> lost) {}

  /// @param more what else belongs to the poll, given what of it is stored; in the transaction
  Stored store(String topic, List<Brought> brought, Consumer<Stored> more) {
    Stored stored =
        transactions.execute(status -> {
          Stored now = storeLocked(topic, brought);
          more.accept(now);
          return now;
        });
    if (stored == null) {
      throw new IllegalStateException("a poll was stored without a result");
    }
    return stored;
  }

  private Stored storeLocked(String topic, List<Brought> brought) {
    Map<Integer, Long> epochs =
        partitions.lockEpochs(topic, brought.stream().map(Brought::partition).toList());
    var lost = new HashSet<Integer>();
    var arrivals = new TreeMap<PolicyId, Arrivals>(StreamLog.BY_VALUE);
    var malformed = new TreeMap<PolicyId, String>(StreamLog.BY_VALUE);
    var nextOffsets = new HashMap<Integer, Long>();
    for (Brought part : brought) {
      Long epoch = epochs.get(part.partition());
      if (epoch == null || epoch != part.epoch()) {
        lost.add(part.partition());
      } else {
        arrivals.putAll(part.arrivals());
        malformed.putAll(part.malformed());
        nextOffsets.put(part.partition(), part.nextOffset());
      }
    }
    // Before the leaves: what came after an unreadable message must not be taken.
    malformed.forEach((policyId, why) -> logs.mark(policyId, LogState.MALFORMED, why, -1));
    List<Arrival> results = arrivals.isEmpty() ? List.of() : logs.append(arrivals);
    partitions.advance(topic, nextOffsets);
    return new Stored(results, lost);
  }
}
