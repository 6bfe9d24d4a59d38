package dev.tradewitness.fix;

import dev.tradewitness.common.canonical.JsonObject;

/// Why a message is not mapped by its type.
///
/// @param code stable, in capitals
public record NotMapped(String code, String detail) {

  JsonObject json() {
    return JsonObject.builder().put("code", code).put("detail", detail).build();
  }
}
