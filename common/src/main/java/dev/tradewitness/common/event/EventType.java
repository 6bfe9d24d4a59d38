package dev.tradewitness.common.event;

import java.util.Map;
import java.util.OptionalInt;

/// A VCP event type by name; names outside the registry are kept as they are.
public record EventType(String name) {

  // VCP v1.0 section 3.2.1; codes are immutable. AUTHZ is ours, in the range for vendors.
  private static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("SIG", 1),
          Map.entry("ORD", 2),
          Map.entry("ACK", 3),
          Map.entry("EXE", 4),
          Map.entry("PRT", 5),
          Map.entry("REJ", 6),
          Map.entry("CXL", 7),
          Map.entry("MOD", 8),
          Map.entry("CLS", 9),
          Map.entry("ALG", 20),
          Map.entry("RSK", 21),
          Map.entry("AUD", 22),
          Map.entry("HBT", 98),
          Map.entry("ERR", 99),
          Map.entry("REC", 100),
          Map.entry("SNC", 101),
          Map.entry("AUTHZ", 110));

  public EventType {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an event type has a name");
    }
  }

  /// The registered code; every `ERR_…` is 99; empty for a custom type.
  public OptionalInt code() {
    Integer code = CODES.get(name);
    if (code != null) {
      return OptionalInt.of(code);
    }
    return name.startsWith("ERR_") ? OptionalInt.of(99) : OptionalInt.empty();
  }

  public boolean isRegistered() {
    return code().isPresent();
  }
}
