package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.canonical.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `events/…`: the document that was hashed, in either of VCP's two spellings.
public record EventDocument(String path, Place place, JsonObject json) {

  public Optional<String> eventId() {
    return member("header", "event_id").or(() -> member("Header", "EventID"));
  }

  public Optional<String> policyId() {
    return member("policy_identification", "policy_id")
        .or(() -> member("PolicyIdentification", "PolicyID"));
  }

  private Optional<String> member(String object, String name) {
    @Nullable JsonObject inner = json.object(object);
    return inner == null ? Optional.empty() : Optional.ofNullable(inner.string(name));
  }
}
