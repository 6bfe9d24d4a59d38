package dev.tradewitness.verifier.evidence;

import dev.tradewitness.verifier.timestamp.TimeStamp;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/// Everything that a bundle says, each member as the value it stands for. A member that could not
/// be read is not here; `problems` says so, and every check that needs it misses it.
///
/// @param members bytes by path, in the order of the file
public record Evidence(
    SequencedMap<String, byte[]> members,
    Optional<Manifest> manifest,
    Optional<PublishedKeys> keys,
    SortedMap<Place, EventDocument> events,
    SortedMap<Place, Proof> proofs,
    SortedMap<String, Batch> batchesById,
    SortedMap<String, LogCheckpoint> checkpointsByPath,
    SortedMap<String, Consistency> consistencies,
    SortedMap<String, TimeStamp> timeStamps,
    List<Finding> problems) {

  public Collection<Batch> batches() {
    return batchesById.values();
  }

  public Collection<LogCheckpoint> checkpoints() {
    return checkpointsByPath.values();
  }

  public Optional<Batch> batch(String batchId) {
    return Optional.ofNullable(batchesById.get(batchId));
  }

  /// The time-stamp of an anchor of a batch.
  public Optional<TimeStamp> timeStamp(Batch batch, Batch.Anchor anchor) {
    return Optional.ofNullable(timeStamps.get(timeStampPath(batch, anchor)));
  }

  public static String timeStampPath(Batch batch, Batch.Anchor anchor) {
    return "anchors/%s/%d.tsr".formatted(batch.batchId(), anchor.index());
  }

  /// The checkpoint of a stream's log at a size.
  public Optional<LogCheckpoint> checkpoint(String policyId, long size) {
    return Optional.ofNullable(checkpointsByPath.get(MemberPath.ofCheckpoint(policyId, size)));
  }

  /// The origin that a stream's log must have; empty without a manifest.
  public Optional<String> logOrigin(String policyId) {
    return manifest.map(m -> m.logOrigin(policyId));
  }
}
