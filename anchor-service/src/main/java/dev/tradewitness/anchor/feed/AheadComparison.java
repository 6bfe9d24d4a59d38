package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CapturedEvent;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.Standing;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/// Compares a log that ran ahead of capture with what capture has by now, page by page. Only a log
/// whose every leaf from the last common sequence on is capture's goes on; another one is in
/// conflict, with what capture has instead kept. How far it came is stored, so that a restart goes
/// on there.
final class AheadComparison {

  /// Pages of one log in one round, so that one long log does not keep others waiting.
  private static final int PAGES_MAX = 200;

  private final StreamLog logs;
  private final TreeReader trees;
  private final CaptureClient capture;
  private final FeedReport report;
  private final TransactionOperations transactions;

  AheadComparison(
      StreamLog logs,
      TreeReader trees,
      CaptureClient capture,
      FeedReport report,
      TransactionOperations transactions) {
    this.logs = logs;
    this.trees = trees;
    this.capture = capture;
    this.report = report;
    this.transactions = transactions;
  }

  /// Goes on until the log is compared, capture has no more, or the round is over.
  void compare(LogHead head) {
    Standing standing = head.standing();
    boolean isSame = true;
    long at = standing.commonSize();
    for (int page = 0; page < PAGES_MAX && at < head.size(); page++) {
      List<CapturedEvent> events = capture.events(head.policyId(), at, head.size() - at);
      if (events.isEmpty()) {
        return;
      }
      isSame &= !contradicts(head, at, events);
      at += events.size();
      if (isSame) {
        Standing now = advanced(head, standing, at);
        if (now == null) {
          return;
        }
        standing = now;
      }
    }
    if (isSame && at == head.size()) {
      resolve(head, standing);
    }
  }

  /// Keeps what capture has in the place of leaves. The pages behind are still looked at: each may
  /// hold more of it.
  private boolean contradicts(LogHead head, long from, List<CapturedEvent> events) {
    List<Leaf> held = trees.leaves(head.logNo(), from, from + events.size());
    var claims = new ArrayList<Leaf>();
    var hashes = new ArrayList<Hash>();
    for (int i = 0; i < events.size(); i++) {
      if (!events.get(i).eventHash().equals(held.get(i).eventHash())) {
        claims.add(LogRepair.leaf(events.get(i)));
        hashes.add(held.get(i).eventHash());
      }
    }
    if (claims.isEmpty()) {
      return false;
    }
    transactions.executeWithoutResult(status -> logs.contradicted(head.policyId(), claims, hashes));
    report.contradicted(head.policyId(), claims.getFirst().sequence(), claims.size());
    return true;
  }

  private @Nullable Standing advanced(LogHead head, Standing seen, long common) {
    return transactions.execute(
        status -> logs.compared(head.policyId(), seen, common).orElse(null));
  }

  private void resolve(LogHead head, Standing seen) {
    var resolved = transactions.execute(status -> logs.resolve(head.policyId(), seen));
    if (resolved != null && resolved.isPresent()) {
      report.caughtUp(head.policyId(), head.size());
    }
  }
}
