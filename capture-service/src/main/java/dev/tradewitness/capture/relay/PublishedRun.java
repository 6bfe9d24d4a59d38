package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.stream.GroupStore;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.PlaceSeal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/// One comparison of published events with the database. Each is there with the hash that was
/// published, is put back in its place, or is a contradiction. Confined to one thread.
final class PublishedRun {

  private static final Logger log = LoggerFactory.getLogger(PublishedRun.class);

  private static final int EVENTS_AT_ONCE = 500;
  private static final long BYTES_AT_ONCE = 8L * 1024 * 1024;

  private final PublishedTable table;
  private final GroupStore store;
  private final EventDecoder decoder;
  private final Map<String, Ed25519PublicKey> keys;
  private final boolean takeUnsealed;
  private final Contradictions contradictions = new Contradictions();
  private final List<PublishedEvent> waiting = new ArrayList<>();
  private final long begunNanos = System.nanoTime();
  private long waitingBytes;
  private long read;
  private long putBack;
  private long strange;

  /// @param keys by id, all that ever signed events here
  /// @param takeUnsealed puts events back that an earlier version sent without a seal
  PublishedRun(
      PublishedTable table,
      GroupStore store,
      EventDecoder decoder,
      Map<String, Ed25519PublicKey> keys,
      boolean takeUnsealed) {
    this.table = table;
    this.store = store;
    this.decoder = decoder;
    this.keys = keys;
    this.takeUnsealed = takeUnsealed;
  }

  /// How far an event can be shown to be ours.
  private enum Origin {
    SEALED,
    /// Of an earlier version, or of anybody.
    UNSEALED,
    UNKNOWN_KEY,
    /// Anybody may have written it.
    STRANGE
  }

  Contradictions contradictions() {
    return contradictions;
  }

  long read() {
    return read;
  }

  /// Since the comparison began.
  long millis() {
    return (System.nanoTime() - begunNanos) / 1_000_000;
  }

  long putBack() {
    return putBack;
  }

  /// Messages that are no events of ours.
  long strange() {
    return strange;
  }

  /// From where a partition is read. Messages that Kafka has deleted since they were published may
  /// be events that nobody has.
  ///
  /// @param known up to which offset the partition holds only what is in the database
  long from(int partition, long known, long beginning, long end) {
    if (known > 0 && known < beginning && beginning <= end) {
      contradictions.addDeleted(partition, known, beginning);
    }
    return known;
  }

  /// @param event null for a message that is no event
  void take(@Nullable PublishedEvent event) {
    read++;
    if (event == null) {
      strange++;
      return;
    }
    waiting.add(event);
    waitingBytes += event.value().length;
    if (waiting.size() >= EVENTS_AT_ONCE || waitingBytes >= BYTES_AT_ONCE) {
      flush();
    }
  }

  /// Compares what was taken.
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    // Looked up after the events were read: a committed event is published after its commit.
    Map<String, Long> heads =
        table.heads(waiting.stream().map(event -> event.at().policyId()).distinct().toList());
    putBack(missing(heads));
    Map<StreamPosition, Hash> hashes =
        table.hashes(waiting.stream().map(PublishedEvent::at).distinct().toList());
    for (PublishedEvent event : waiting) {
      compare(event, hashes);
    }
    waiting.clear();
    waitingBytes = 0;
  }

  private record Missing(PublishedEvent event, StreamEntry entry) {}

  /// The events that follow the heads of their streams without a gap and can be put back.
  private List<Missing> missing(Map<String, Long> heads) {
    var next = new HashMap<>(heads);
    var missing = new ArrayList<Missing>();
    for (PublishedEvent event : waiting) {
      String policyId = event.at().policyId();
      if (event.at().sequence() == next.getOrDefault(policyId, 0L)
          && !contradictions.has(policyId)
          && isTaken(origin(event))) {
        try {
          missing.add(new Missing(event, event.entry(decoder)));
          next.put(policyId, event.at().sequence() + 1);
        } catch (IllegalArgumentException e) {
          contradictions.add(event.at(), "cannot be put back: " + e.getMessage());
        }
      }
    }
    return missing;
  }

  private boolean isTaken(Origin origin) {
    return origin == Origin.SEALED || origin == Origin.UNSEALED && takeUnsealed;
  }

  private void putBack(List<Missing> missing) {
    if (missing.isEmpty()) {
      return;
    }
    try {
      List<StreamOutcome> outcomes = store.store(missing.stream().map(Missing::entry).toList());
      for (int i = 0; i < outcomes.size(); i++) {
        StreamPosition place = missing.get(i).event().at();
        switch (outcomes.get(i)) {
          case StreamOutcome.Committed(var event) when event.at().equals(place) -> counted(place);
          // Another instance puts back the same events.
          case StreamOutcome.AlreadyStored(var first) when first.at().equals(place) -> {}
          default -> contradictions.add(place, "cannot be put back: its id is at another place");
        }
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("published events are not put back", e);
    }
  }

  private void counted(StreamPosition place) {
    if (putBack++ == 0) {
      log.atError()
          .addKeyValue("policyId", place.policyId())
          .addKeyValue("sequence", place.sequence())
          .log("the database is older than vcp.events: events are put back");
    }
  }

  private void compare(PublishedEvent event, Map<StreamPosition, Hash> hashes) {
    Hash stored = hashes.get(event.at());
    if (event.headers().eventHash().equals(stored)) {
      return;
    }
    switch (origin(event)) {
      case STRANGE -> strange++;
      case SEALED ->
          contradictions.add(event.at(), stored == null ? "is missing" : "is another event here");
      case UNSEALED -> {
        if (stored == null) {
          contradictions.add(event.at(), "is missing, and no seal shows that it is ours");
        } else {
          strange++;
        }
      }
      case UNKNOWN_KEY -> {
        if (stored == null) {
          contradictions.add(event.at(), "is missing, and its key is not known here");
        } else {
          strange++;
        }
      }
    }
  }

  /// A signature over the hash alone would hold at every number of every stream.
  private Origin origin(PublishedEvent event) {
    PlaceSeal seal = event.seal();
    if (seal == null) {
      return Origin.UNSEALED;
    }
    Ed25519PublicKey key = keys.get(seal.keyId());
    if (key == null) {
      return Origin.UNKNOWN_KEY;
    }
    return seal.messageFor(event.place())
            .filter(message -> key.verifies(message, seal.signature()))
            .isPresent()
        ? Origin.SEALED
        : Origin.STRANGE;
  }
}
