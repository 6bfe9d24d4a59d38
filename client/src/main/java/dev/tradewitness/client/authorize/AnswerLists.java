package dev.tradewitness.client.authorize;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Violation;
import java.util.List;

/// Lists in the service's answers; whatever is no object in them is left out.
final class AnswerLists {

  private AnswerLists() {}

  static List<Authorization.Reason> reasons(JsonObject answer) {
    return objects(answer, "reasons").stream()
        .map(reason ->
            new Authorization.Reason(
                text(reason, "code"), text(reason, "rule_id"), text(reason, "message")))
        .toList();
  }

  static List<String> codes(JsonObject answer, String name) {
    return objects(answer, name).stream().map(one -> text(one, "code")).toList();
  }

  static List<Violation> violations(JsonObject answer) {
    return objects(answer, "violations").stream()
        .map(one -> new Violation(text(one, "pointer"), text(one, "code"), text(one, "message")))
        .toList();
  }

  private static List<JsonObject> objects(JsonObject answer, String name) {
    JsonArray array = answer.array(name);
    return array == null
        ? List.of()
        : array.elements().stream()
            .filter(JsonObject.class::isInstance)
            .map(JsonObject.class::cast)
            .toList();
  }

  private static String text(JsonObject object, String name) {
    String text = object.string(name);
    return text == null ? "" : text;
  }
}
