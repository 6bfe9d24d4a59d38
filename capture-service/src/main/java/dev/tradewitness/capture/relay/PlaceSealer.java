package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Place;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Seals the places of events that are sent together, whatever their streams: under load one
/// signature for [PlaceSeal#EVENTS_MAX] events.
final class PlaceSealer {

  private final Ed25519Signer signer;
  private final String keyId;

  PlaceSealer(Ed25519Signer signer) {
    this.signer = signer;
    this.keyId = signer.publicKey().keyId();
  }

  /// The events, in order, each with its seal to come. The list must not change afterwards.
  List<Outgoing> over(List<StoredEvent> events) {
    var outgoing = new ArrayList<Outgoing>(events.size());
    for (int from = 0; from < events.size(); from += PlaceSeal.EVENTS_MAX) {
      int to = Math.min(events.size(), from + PlaceSeal.EVENTS_MAX);
      var together = new Together(events.subList(from, to));
      for (int i = from; i < to; i++) {
        outgoing.add(new Outgoing(events.get(i), together, i - from));
      }
    }
    return outgoing;
  }

  static EventHeaders headers(StoredEvent event) {
    return new EventHeaders(
        event.at().sequence(),
        event.id().value(),
        event.document().hash(),
        event.reception().receivedAtMicros(),
        event.tier().name());
  }

  /// An event to be sent.
  record Outgoing(StoredEvent event, Together together, int index) {

    byte[] seal() {
      return together.seals().get(index);
    }
  }

  /// Events under one signature. It is made when the first of them is sent, since another instance
  /// may have to send them all. Relay thread only.
  final class Together {

    private final List<StoredEvent> events;
    private @Nullable List<byte[]> seals;

    private Together(List<StoredEvent> events) {
      this.events = events;
    }

    private List<byte[]> seals() {
      List<byte[]> made = seals;
      if (made == null) {
        made =
            PlaceSeal.seal(
                events.stream()
                    .map(event -> new Place(event.at().policyId(), headers(event)))
                    .toList(),
                keyId,
                signer::sign);
        seals = made;
      }
      return made;
    }
  }
}
