package dev.tradewitness.verifier.evidence;

import dev.tradewitness.evidence.format.EvidenceFormat;
import dev.tradewitness.evidence.format.MemberPath;
import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.evidence.timestamp.TimeStamp;
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
    return new MemberPath.TimeStamp(batch.batchId(), anchor.index()).text();
  }

  /// The checkpoint of a stream's log at a size.
  public Optional<LogCheckpoint> checkpoint(String policyId, long size) {
    return Optional.ofNullable(
        checkpointsByPath.get(new MemberPath.Checkpoint(new Place(policyId, size)).text()));
  }

  /// True for the first version of the format, whose time-stamps need cover no more than the root.
  /// Any other manifest is judged by the newest rules.
  public boolean isVersion1() {
    return manifest
        .flatMap(m -> EvidenceFormat.ofWireName(m.format()))
        .filter(format -> format == EvidenceFormat.V1)
        .isPresent();
  }

  /// The origin that a stream's log must have; empty without a manifest.
  public Optional<String> logOrigin(String policyId) {
    return manifest.map(m -> m.logOrigin(policyId));
  }
}
