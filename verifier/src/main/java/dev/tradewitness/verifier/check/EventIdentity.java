package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.verifier.evidence.EventDocument;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.trust.Trust;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Document, proof and file name speak of one event.
final class EventIdentity implements Check {

  @Override
  public String name() {
    return "event-identity";
  }

  @Override
  public String shows() {
    return "event id, stream and number agree in document, proof and file name; no id stands twice";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    Map<String, Place> placeById = new HashMap<>();
    long silent = 0;
    for (Proof proof : evidence.proofs().values()) {
      findings.requireEqual(
          proof.path(), "the place", new Place(proof.policyId(), proof.sequence()), proof.place());
      Place before = placeById.putIfAbsent(lower(proof.eventId()), proof.place());
      if (before != null) {
        findings.add(proof.path(), "event %s also stands at %s", proof.eventId(), before);
      }
      EventDocument event = evidence.events().get(proof.place());
      if (event == null) {
        findings.add(proof.path(), "has no event document");
      } else if (compare(event, proof, findings)) {
        silent++;
      }
    }
    String rest = silent == 0 ? "" : "; %d name no id or stream themselves".formatted(silent);
    return findings.orPass("%d events%s".formatted(evidence.proofs().size(), rest));
  }

  /// True when the document leaves something to the proof.
  private static boolean compare(EventDocument event, Proof proof, Findings findings) {
    Optional<String> eventId = event.eventId();
    // UUIDs are written in either case (RFC 9562 section 4).
    eventId.ifPresent(id ->
        findings.requireEqual(
            event.path(), "the document's event id", lower(id), lower(proof.eventId())));
    Optional<String> policyId = event.policyId();
    policyId.ifPresent(id ->
        findings.requireEqual(
            event.path(), "the document's policy id", id, event.place().policyId()));
    return eventId.isEmpty() || policyId.isEmpty();
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
