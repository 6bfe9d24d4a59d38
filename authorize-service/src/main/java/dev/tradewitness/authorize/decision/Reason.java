package dev.tradewitness.authorize.decision;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One control or rule that an order fails (or, as a warning, comes near to): which, by what
/// figure, against what limit.
///
/// @param code stable, in capitals
/// @param ruleId the control or the policy's rule
/// @param subject the account, symbol or order that the scope names
/// @param figure the value found, as text; null where there is none
/// @param limit the value allowed, as text; null where there is none
/// @param unit of figure and limit; null where there is neither
public record Reason(
    String code,
    String ruleId,
    Scope scope,
    String subject,
    @Nullable String figure,
    @Nullable String limit,
    @Nullable String unit,
    String message) {

  public JsonObject json() {
    return JsonObject.builder()
        .put("code", code)
        .put("rule_id", ruleId)
        .put("scope", scope.name())
        .put("subject", subject)
        .putOrNull("figure", figure)
        .putOrNull("limit", limit)
        .putOrNull("unit", unit)
        .put("message", message)
        .build();
  }

  static Reason of(JsonObject json) {
    return new Reason(
        required(json, "code"),
        required(json, "rule_id"),
        Scope.valueOf(required(json, "scope")),
        required(json, "subject"),
        json.string("figure"),
        json.string("limit"),
        json.string("unit"),
        required(json, "message"));
  }

  public static JsonArray json(List<Reason> reasons) {
    return JsonArray.of(reasons.stream().map(Reason::json).toList());
  }

  /// What [#json(List)] wrote.
  public static List<Reason> list(JsonArray array) {
    return array.elements().stream().map(Reason::element).toList();
  }

  private static Reason element(JsonValue value) {
    if (value instanceof JsonObject object) {
      return of(object);
    }
    throw new IllegalArgumentException("a reason is an object");
  }

  private static String required(JsonObject json, String name) {
    String value = json.string(name);
    if (value == null) {
      throw new IllegalArgumentException("a reason has a " + name);
    }
    return value;
  }
}
