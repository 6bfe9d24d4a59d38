package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Manifest;
import dev.tradewitness.verifier.trust.Trust;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;

/// No event of a stream is missing between the first and the last.
final class Sequence implements Check {

  @Override
  public String name() {
    return "sequence";
  }

  @Override
  public String shows() {
    return "each stream's events are contiguous from the manifest's first to its last";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    List<Manifest.Stream> streams = evidence.manifest().map(Manifest::streams).orElse(List.of());
    if (streams.isEmpty()) {
      findings.add("manifest.json", "names no stream");
    }
    var named = new HashSet<String>();
    for (Manifest.Stream stream : streams) {
      if (!named.add(stream.policyId())) {
        findings.add("manifest.json", "names the stream %s twice", stream.policyId());
      }
      requireContiguous("events", stream, evidence.events(), findings);
      requireContiguous("proofs", stream, evidence.proofs(), findings);
    }
    evidence.proofs().keySet().stream()
        .map(Place::policyId)
        .distinct()
        .filter(policyId -> !named.contains(policyId))
        .forEach(policyId -> findings.add("manifest.json", "does not name stream %s", policyId));
    return findings.orPass(
        "%d events of %d streams".formatted(evidence.events().size(), streams.size()));
  }

  private static void requireContiguous(
      String what, Manifest.Stream stream, SortedMap<Place, ?> all, Findings findings) {
    long expected = stream.first();
    if (stream.first() > stream.last()) {
      findings.add(
          "manifest.json", "%s from %d to %d", stream.policyId(), stream.first(), stream.last());
      return;
    }
    var there =
        all.subMap(new Place(stream.policyId(), 0), new Place(stream.policyId(), Long.MAX_VALUE));
    for (Place place : there.keySet()) {
      if (place.sequence() != expected) {
        findings.add(
            stream.policyId(),
            "%s go on with %d where %d is next",
            what,
            place.sequence(),
            expected);
        expected = place.sequence();
      }
      expected++;
    }
    if (expected != stream.last() + 1) {
      findings.add(
          stream.policyId(),
          "%s end before %d, the manifest says %d",
          what,
          expected,
          stream.last());
    }
  }
}
