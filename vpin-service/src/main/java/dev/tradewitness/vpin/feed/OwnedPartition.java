package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.PartitionAdvance;
import dev.tradewitness.vpin.state.PartitionClaim;

/// A partition that this process has claimed. Offsets below the position are in the state.
final class OwnedPartition {

  private final int number;
  private final long ownerEpoch;
  private long committed;
  private long position;
  private long committedMetric;
  private long nextMetric;
  private long newest;
  private int pairs;
  private long noneIdleBefore = Long.MIN_VALUE;

  OwnedPartition(PartitionClaim claim, long offset) {
    number = claim.partition();
    ownerEpoch = claim.ownerEpoch();
    committed = position = offset;
    committedMetric = nextMetric = claim.nextMetric();
  }

  int number() {
    return number;
  }

  long ownerEpoch() {
    return ownerEpoch;
  }

  long position() {
    return position;
  }

  /// Everything up to this offset was looked at.
  void passed(long offset) {
    position = offset + 1;
  }

  long nextMetric() {
    return nextMetric;
  }

  /// Takes the next metric's number.
  long takeMetric() {
    return nextMetric++;
  }

  /// The message at the position is no older than this, Unix milliseconds.
  void newest(long timestamp) {
    newest = timestamp;
  }

  long newest() {
    return newest;
  }

  /// Pairs at home here that are in memory.
  int pairs() {
    return pairs;
  }

  void pairs(int more) {
    pairs += more;
  }

  /// No pair in memory has last traded before this time, Unix milliseconds, as far as was looked:
  /// spares looking again for each pair that finds no room.
  long noneIdleBefore() {
    return noneIdleBefore;
  }

  void noneIdleBefore(long time) {
    noneIdleBefore = time;
  }

  boolean moved() {
    return position != committed || nextMetric != committedMetric;
  }

  PartitionAdvance advance() {
    return new PartitionAdvance(
        number, ownerEpoch, committed, position, committedMetric, nextMetric);
  }

  void committed() {
    committed = position;
    committedMetric = nextMetric;
  }
}
