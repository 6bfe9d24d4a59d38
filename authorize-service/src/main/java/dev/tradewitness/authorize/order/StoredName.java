package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.event.Names.Fault;

/// The rule for names that may stand in a journal: a name, or one of `.` and `..`, which earlier
/// versions accepted. What was stored must be readable, or its lane could not be recovered. Doors
/// are stricter: they ask [Names#fault].
final class StoredName {

  private StoredName() {}

  /// @throws IllegalArgumentException when no version accepted the text
  static void require(String what, String text) {
    Fault fault = Names.fault(text);
    if (fault != null && fault != Fault.DOT_SEGMENT) {
      throw new IllegalArgumentException("%s is %s, got %s".formatted(what, Names.EXPECTED, fault));
    }
  }
}
