package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.evidence.format.MemberPath;
import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.evidence.timestamp.TimeStampRefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Members → [Evidence]. Goes on after a member that cannot be read, so that one broken member does
/// not hide what is wrong with the others. Not for sharing between threads.
public final class EvidenceReader {

  private static final int LIST_MAX = 50_000;

  private final List<Finding> problems = new ArrayList<>();
  private final TreeMap<Place, EventDocument> events = new TreeMap<>();
  private final TreeMap<Place, Proof> proofs = new TreeMap<>();
  private final TreeMap<String, Batch> batches = new TreeMap<>();
  private final TreeMap<String, LogCheckpoint> checkpoints = new TreeMap<>();
  private final TreeMap<String, Consistency> consistencies = new TreeMap<>();
  private final TreeMap<String, TimeStamp> timeStamps = new TreeMap<>();
  private @Nullable Manifest manifest;
  private @Nullable PublishedKeys keys;

  private EvidenceReader() {}

  public static Evidence read(SequencedMap<String, byte[]> members) {
    var reader = new EvidenceReader();
    members.forEach(reader::take);
    for (String required : List.of(MemberPath.MANIFEST, MemberPath.KEYS)) {
      if (!members.containsKey(required)) {
        reader.problems.add(new Finding(required, "is not there"));
      }
    }
    return reader.evidence(members);
  }

  private void take(String path, byte[] bytes) {
    Optional<MemberPath> what = MemberPath.parse(path);
    if (what.isEmpty()) {
      problems.add(new Finding(path, "a path that the format does not know"));
      return;
    }
    try {
      read(path, what.get(), bytes);
    } catch (MalformedException | TimeStampRefusedException e) {
      problems.add(new Finding(path, String.valueOf(e.getMessage())));
    }
  }

  private void read(String path, MemberPath what, byte[] bytes)
      throws MalformedException, TimeStampRefusedException {
    switch (what) {
      case MemberPath.Manifest _ -> manifest = Manifest.read(fields(bytes), LIST_MAX);
      case MemberPath.Keys _ -> keys = PublishedKeys.readMember(fields(bytes));
      case MemberPath.Report _ -> {
        // For people; nothing is taken from it.
      }
      case MemberPath.Event at ->
          events.put(at.place(), new EventDocument(path, at.place(), event(bytes)));
      case MemberPath.Proof at ->
          proofs.put(at.place(), Proof.read(path, at.place(), fields(bytes)));
      case MemberPath.Batch at -> takeBatch(at, Batch.read(path, fields(bytes)));
      case MemberPath.Checkpoint at ->
          checkpoints.put(path, LogCheckpoint.read(path, at.at(), bytes));
      case MemberPath.Consistency at ->
          consistencies.put(path, Consistency.read(path, at, fields(bytes)));
      case MemberPath.TimeStamp _ -> timeStamps.put(path, TimeStamp.parse(bytes));
    }
  }

  private void takeBatch(MemberPath.Batch at, Batch batch) throws MalformedException {
    if (!batch.batchId().equals(at.batchId())) {
      throw new MalformedException("holds batch " + Fields.clip(batch.batchId()));
    }
    batches.put(batch.batchId(), batch);
  }

  private static Fields fields(byte[] bytes) throws MalformedException {
    JsonObject object = object(bytes, Fields.LIMITS);
    try {
      if (!Arrays.equals(CanonicalJson.bytes(object), bytes)) {
        throw new MalformedException("not in RFC 8785 form");
      }
    } catch (JsonRefusedException e) {
      throw new MalformedException("not in RFC 8785 form: " + e.getMessage());
    }
    return Fields.of(object);
  }

  private static JsonObject event(byte[] bytes) throws MalformedException {
    return object(bytes, JsonLimits.EVENT);
  }

  private static JsonObject object(byte[] bytes, JsonLimits limits) throws MalformedException {
    try {
      return Json.parseObject(bytes, limits);
    } catch (JsonRefusedException e) {
      throw new MalformedException(
          "%s %s: %s".formatted(e.code(), Fields.clip(e.pointer()), e.getMessage()));
    }
  }

  private Evidence evidence(SequencedMap<String, byte[]> members) {
    return new Evidence(
        members,
        Optional.ofNullable(manifest),
        Optional.ofNullable(keys),
        Collections.unmodifiableSortedMap(events),
        Collections.unmodifiableSortedMap(proofs),
        Collections.unmodifiableSortedMap(batches),
        Collections.unmodifiableSortedMap(checkpoints),
        Collections.unmodifiableSortedMap(consistencies),
        Collections.unmodifiableSortedMap(timeStamps),
        List.copyOf(problems));
  }
}
