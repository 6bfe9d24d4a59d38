package dev.tradewitness.common.event;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.util.Optional;

/// Which bytes of an event its hash covers. The sources disagree; these are the two readings that
/// this product makes.
public enum HashProfile {
  /// SHA-256 over RFC 8785 of `{"header":…,"payload":…}`: VSO-IMPL-001 and the integration guides.
  VCP_IMPL_1_1("VCP-IMPL-1.1", "header", "payload"),
  /// SHA-256 over RFC 8785 of `Header`, then of `Payload`, without a separator: VCP v1.1 section
  /// 6.1.1.
  VCP_SPEC_6_1_1("VCP-SPEC-6.1.1", "Header", "Payload");

  private final String wireName;
  private final String header;
  private final String payload;

  HashProfile(String wireName, String header, String payload) {
    this.wireName = wireName;
    this.header = header;
    this.payload = payload;
  }

  /// As `security.hash_profile` and batch records name it.
  public String wireName() {
    return wireName;
  }

  /// The member that holds the header in this layout.
  public String headerMember() {
    return header;
  }

  /// The member that holds the payload in this layout.
  public String payloadMember() {
    return payload;
  }

  public static Optional<HashProfile> ofWireName(String wireName) {
    for (HashProfile profile : values()) {
      if (profile.wireName.equals(wireName)) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  /// The profile of an event by its layout; empty when header or payload is missing or no object.
  public static Optional<HashProfile> of(JsonObject event) {
    for (HashProfile profile : values()) {
      if (event.object(profile.header) != null && event.object(profile.payload) != null) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  /// The event's hash.
  ///
  /// @throws JsonRefusedException when a number has no canonical form
  /// @throws IllegalArgumentException when the event has not this layout
  public Hash hash(JsonObject event) throws JsonRefusedException {
    JsonObject head = event.object(header);
    JsonObject body = event.object(payload);
    if (head == null || body == null) {
      throw new IllegalArgumentException(
          "an event of %s has the objects %s and %s".formatted(wireName, header, payload));
    }
    return switch (this) {
      case VCP_IMPL_1_1 ->
          Hash.of(
              CanonicalJson.bytes(
                  JsonObject.builder().put(header, head).put(payload, body).build()));
      case VCP_SPEC_6_1_1 -> Hash.of(CanonicalJson.bytes(head), CanonicalJson.bytes(body));
    };
  }
}
