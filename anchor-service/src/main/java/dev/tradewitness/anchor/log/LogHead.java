package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.TreeHead;
import java.util.List;

/// Where a log stands at one moment.
///
/// @param size leaves, which is also the next sequence
/// @param peaks right edge of the log's tree
public record LogHead(
    int logNo,
    PolicyId policyId,
    Tier tier,
    long treeNo,
    long size,
    List<Hash> peaks,
    OpenRange open,
    Standing standing) {

  public Tree tree() {
    return new Tree(treeNo, logNo, 0);
  }

  public Tree openTree() {
    return new Tree(open.treeNo(), logNo, open.first());
  }

  public TreeHead head() {
    return new Frontier(size, peaks).head();
  }

  /// Root of the open range alone.
  public TreeHead openHead() {
    return new Frontier(size - open.first(), open.peaks()).head();
  }

  public long openCount() {
    return size - open.first();
  }

  /// Whether the log holds leaves that capture should have and has not.
  ///
  /// @param captured capture's head
  public boolean isAheadOf(long captured) {
    return captured < size && standing.acceptedSize() < size;
  }

  /// Whether the log has to stop for a contradiction.
  boolean isContradictedBy(Contradiction found) {
    return found.claim().sequence() >= standing.acceptedSize();
  }

  LogHead with(Standing next) {
    return new LogHead(logNo, policyId, tier, treeNo, size, peaks, open, next);
  }
}
