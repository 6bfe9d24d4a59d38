package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.policy.PolicyRule.Effect;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// JSON → policy, or everything that is wrong with it, each with its place. A member that nobody
/// knows is refused: a rule whose limit is misspelt would not be the one that its author meant. Not
/// for sharing between threads.
public final class PolicyDocumentReader {

  static final int RULES_MAX = 200;
  static final int CASES_MAX = 500;

  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  private static final int MESSAGE_CHARACTERS_MAX = 300;
  private static final int DESCRIPTION_CHARACTERS_MAX = 1_000;

  private static final Set<String> MEMBERS = Set.of("version", "description", "rules", "cases");
  private static final Set<String> RULE_MEMBERS =
      Set.of("id", "code", "when", "effect", "scope", "message", "figure", "limit", "unit");

  private final String pointer;
  private final List<Violation> violations = new ArrayList<>();

  private PolicyDocumentReader(String pointer) {
    this.pointer = pointer;
  }

  /// What a document was read as.
  public sealed interface Reading {
    record Understood(PolicyDocument document) implements Reading {}

    record Malformed(List<Violation> violations) implements Reading {}
  }

  /// True of a text that a policy may have for its name.
  public static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }

  /// @param pointer of the document
  /// @param casesMin of a document that has fewer, that is a violation
  public static Reading read(JsonObject document, String pointer, int casesMin) {
    return new PolicyDocumentReader(pointer).read(document, casesMin);
  }

  private Reading read(JsonObject document, int casesMin) {
    var top = new MemberReader(document, pointer);
    refuseOthers(document, MEMBERS, top);
    String version = top.requiredText("version");
    if (version != null && !isVersion(version)) {
      top.violation("version", "NOT_A_VERSION", "expected letters, digits, '.', '_' and '-'");
    }
    if (top.isPresent("description")) {
      top.requiredSentence("description", DESCRIPTION_CHARACTERS_MAX);
    }
    List<JsonValue> ruleValues = elements(top, "rules", 1, RULES_MAX);
    List<JsonValue> caseValues =
        casesMin == 0 && !top.isPresent("cases")
            ? List.of()
            : elements(top, "cases", casesMin, CASES_MAX);
    violations.addAll(top.violations());
    List<PolicyRule> rules = rules(ruleValues);
    List<PolicyCase> cases = new CaseReader(pointer + "/cases", violations).read(caseValues);
    return violations.isEmpty()
        ? new Reading.Understood(
            new PolicyDocument(
                new PolicyVersion(Objects.requireNonNull(version), rules, document), cases))
        : new Reading.Malformed(List.copyOf(violations));
  }

  private static List<JsonValue> elements(MemberReader in, String member, int min, int max) {
    if (!(in.raw(member) instanceof JsonArray array)) {
      in.violation(
          member, in.isPresent(member) ? "WRONG_TYPE" : "MISSING", "expected an array of objects");
      return List.of();
    }
    if (array.size() < min || array.size() > max) {
      in.violation(
          member, "WRONG_NUMBER", "expected %d to %d, got %d".formatted(min, max, array.size()));
      return List.of();
    }
    return array.elements();
  }

  private List<PolicyRule> rules(List<JsonValue> values) {
    var rules = new ArrayList<PolicyRule>(values.size());
    var ids = new HashSet<String>();
    for (int i = 0; i < values.size(); i++) {
      String at = pointer + "/rules/" + i;
      if (!(values.get(i) instanceof JsonObject object)) {
        violations.add(new Violation(at, "WRONG_TYPE", "expected an object"));
        continue;
      }
      var in = new MemberReader(object, at);
      PolicyRule rule = rule(in, object);
      if (rule != null && !ids.add(rule.id())) {
        in.violation("id", "GIVEN_TWICE", "another rule has this id");
      }
      violations.addAll(in.violations());
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static @Nullable PolicyRule rule(MemberReader in, JsonObject object) {
    refuseOthers(object, RULE_MEMBERS, in);
    String id = in.requiredText("id");
    String code = in.requiredText("code");
    if (code != null && !CODE.matcher(code).matches()) {
      in.violation("code", "NOT_A_CODE", "expected capitals, digits and '_'");
    }
    String when = expression(in, "when");
    Effect effect = in.requiredConstant(Effect.class, "effect");
    Scope scope = in.requiredConstant(Scope.class, "scope");
    if (scope == Scope.DESK) {
      in.violation(
          "scope", "UNKNOWN_VALUE", "a rule is of the firm, an account, a symbol or an order");
    }
    String message = in.requiredSentence("message", MESSAGE_CHARACTERS_MAX);
    String figure = in.isPresent("figure") ? expression(in, "figure") : null;
    String limit = in.isPresent("limit") ? expression(in, "limit") : null;
    String unit = in.optionalText("unit");
    return id == null
            || code == null
            || when == null
            || effect == null
            || scope == null
            || message == null
        ? null
        : new PolicyRule(id, code, when, effect, scope, message, figure, limit, unit);
  }

  private static @Nullable String expression(MemberReader in, String member) {
    if (!(in.raw(member) instanceof JsonValue.JsonString string)) {
      in.violation(
          member, in.isPresent(member) ? "WRONG_TYPE" : "MISSING", "expected an expression in CEL");
      return null;
    }
    String text = string.value();
    int characters = text.codePointCount(0, text.length());
    if (characters > DecimalCel.EXPRESSION_CHARACTERS_MAX) {
      in.violation(
          member,
          "TOO_LONG",
          "expected at most %d characters".formatted(DecimalCel.EXPRESSION_CHARACTERS_MAX));
      return null;
    }
    return text;
  }

  static void refuseOthers(JsonObject object, Set<String> known, MemberReader in) {
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        in.violation(
            name,
            "UNKNOWN_MEMBER",
            "expected " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }
}
