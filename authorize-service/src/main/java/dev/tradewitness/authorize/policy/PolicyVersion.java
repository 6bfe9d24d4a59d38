package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named, never changing set of rules. The digest is over its content, so that a decision names
/// exactly what judged it.
public record PolicyVersion(String version, List<PolicyRule> rules, JsonObject document) {

  public PolicyVersion {
    rules = List.copyOf(rules);
  }

  /// Reads a policy document.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  public static PolicyVersion of(String document) {
    try {
      JsonObject json =
          Json.parseObject(document.getBytes(StandardCharsets.UTF_8), JsonLimits.ORDER);
      JsonArray rules = json.array("rules");
      if (rules == null) {
        throw new IllegalArgumentException("a policy has rules");
      }
      return new PolicyVersion(
          required(json, "version"),
          rules.elements().stream().map(PolicyVersion::rule).toList(),
          json);
    } catch (JsonRefusedException e) {
      throw new IllegalArgumentException("a policy is JSON: " + e.getMessage(), e);
    }
  }

  private static PolicyRule rule(JsonValue value) {
    if (!(value instanceof JsonObject json)) {
      throw new IllegalArgumentException("a rule is an object");
    }
    return new PolicyRule(
        required(json, "id"),
        required(json, "code"),
        required(json, "when"),
        PolicyRule.Effect.valueOf(required(json, "effect")),
        Scope.valueOf(required(json, "scope")),
        required(json, "message"),
        json.string("figure"),
        json.string("limit"),
        json.string("unit"));
  }

  private static String required(JsonObject json, String name) {
    @Nullable String value = json.string(name);
    if (value == null) {
      throw new IllegalArgumentException("missing " + name);
    }
    return value;
  }

  /// Hex SHA-256 over RFC 8785 of the document.
  public String digest() {
    return Hash.of(CanonicalJson.ofOwn(document)).hex();
  }

  public PolicyRef ref() {
    return new PolicyRef(version, digest());
  }
}
