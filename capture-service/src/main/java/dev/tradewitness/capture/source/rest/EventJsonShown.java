package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.anchored.AnchoredBatch;
import dev.tradewitness.capture.stream.EventJson;
import dev.tradewitness.capture.stream.StoredEvent;
import org.jspecify.annotations.Nullable;

/// An event as reads show it: the received document with the full `security`, its batch included
/// once there is one.
final class EventJsonShown {

  private EventJsonShown() {}

  static byte[] bytes(StoredEvent event, @Nullable AnchoredBatch batch) {
    var security = EventJson.placed(event);
    if (batch != null) {
      security
          .put("merkle_root", batch.merkleRoot())
          .put("merkle_index", event.at().sequence() - batch.firstSequence())
          .put("anchor_reference", batch.batchId())
          .put("anchor_status", batch.status());
    }
    return EventJson.withSecurityAndSequence(event, security.build());
  }
}
