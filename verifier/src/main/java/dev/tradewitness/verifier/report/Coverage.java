package dev.tradewitness.verifier.report;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.EventDocument;
import dev.tradewitness.verifier.evidence.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which members of an event something vouches for, and which nothing does: docs/verify.md.
///
/// @param byHash under the event's hash, and with it under signatures, checkpoint and time-stamp
/// @param compared repeat what the proof shows; a difference fails
/// @param byNothing whoever passed the bundle on may have written them
record Coverage(List<String> byHash, List<String> compared, List<String> byNothing) {

  Coverage {
    byHash = List.copyOf(byHash);
    compared = List.copyOf(compared);
    byNothing = List.copyOf(byNothing);
  }

  static Coverage of(EventDocument event, Proof proof, Optional<Batch> batch) {
    var coverage = new Coverage.Collector();
    HashProfile.of(event.json()).ifPresent(layout -> coverage.document(event.json(), layout));
    // The record names the times of its first and last event, and its hash is stamped.
    boolean atEdge =
        batch
            .filter(it -> proof.sequence() == it.first() || proof.sequence() == it.last())
            .isPresent();
    (atEdge ? coverage.compared : coverage.byNothing).add("received_at");
    return new Coverage(coverage.byHash, coverage.compared, coverage.byNothing);
  }

  private static final class Collector {
    private final List<String> byHash = new ArrayList<>();
    private final List<String> compared = new ArrayList<>();
    private final List<String> byNothing = new ArrayList<>();

    private void document(JsonObject json, HashProfile layout) {
      Set<String> hashed =
          switch (layout) {
            case VCP_IMPL_1_1 -> Set.of("header", "payload");
            case VCP_SPEC_6_1_1 -> Set.of("Header", "Payload");
          };
      for (Map.Entry<String, JsonValue> member : json.members().entrySet()) {
        if (hashed.contains(member.getKey())) {
          byHash.add(member.getKey());
        } else {
          outside(member.getKey(), member.getValue(), layout);
        }
      }
    }

    private void outside(String name, JsonValue value, HashProfile layout) {
      boolean snake = layout == HashProfile.VCP_IMPL_1_1;
      String policy = snake ? "policy_identification" : "PolicyIdentification";
      String policyId = snake ? "policy_id" : "PolicyID";
      if (name.equals(policy) && value instanceof JsonObject inner) {
        for (String member : inner.members().keySet()) {
          (member.equals(policyId) ? compared : byNothing).add(name + "." + member);
        }
      } else {
        byNothing.add(name);
      }
    }
  }
}
