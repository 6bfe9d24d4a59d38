package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.evidence.format.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `events/…`: the document that was hashed, in either of VCP's two spellings. Its layout decides
/// which members are read; members of the other spelling are content like any other.
public record EventDocument(String path, Place place, JsonObject json) {

  public Optional<String> eventId() {
    return HashProfile.of(json)
        .flatMap(layout ->
            switch (layout) {
              case VCP_IMPL_1_1 -> member("header", "event_id");
              case VCP_SPEC_6_1_1 -> member("Header", "EventID");
            });
  }

  public Optional<String> policyId() {
    return HashProfile.of(json)
        .flatMap(layout ->
            switch (layout) {
              case VCP_IMPL_1_1 -> member("policy_identification", "policy_id");
              case VCP_SPEC_6_1_1 -> member("PolicyIdentification", "PolicyID");
            });
  }

  private Optional<String> member(String object, String name) {
    @Nullable JsonObject inner = json.object(object);
    return inner == null ? Optional.empty() : Optional.ofNullable(inner.string(name));
  }
}
