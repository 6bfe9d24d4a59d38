package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.OrderRequest;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the cases of a policy. Their orders are read as those that are sent to be authorized.
final class CaseReader {

  private static final Set<String> MEMBERS =
      Set.of("name", "order", "context", "expect", "reasons");
  private static final int NAME_CHARACTERS_MAX = 200;

  /// Of an order whose context names none.
  private static final ClientId CLIENT = new ClientId("case");

  private final String pointer;
  private final List<Violation> violations;
  private final Set<String> names = new HashSet<>();

  /// @param pointer of the cases
  /// @param violations collects what is wrong
  CaseReader(String pointer, List<Violation> violations) {
    this.pointer = pointer;
    this.violations = violations;
  }

  /// Those that can be read.
  List<PolicyCase> read(List<JsonValue> values) {
    var cases = new ArrayList<PolicyCase>(values.size());
    for (int i = 0; i < values.size(); i++) {
      String at = pointer + "/" + i;
      if (values.get(i) instanceof JsonObject object) {
        PolicyCase one = read(object, at);
        if (one != null) {
          cases.add(one);
        }
      } else {
        violations.add(new Violation(at, "WRONG_TYPE", "expected an object"));
      }
    }
    return cases;
  }

  private @Nullable PolicyCase read(JsonObject object, String at) {
    var in = new MemberReader(object, at);
    PolicyDocumentReader.refuseOthers(object, MEMBERS, in);
    String name = in.requiredSentence("name", NAME_CHARACTERS_MAX);
    if (name != null && !names.add(name)) {
      in.violation("name", "GIVEN_TWICE", "another case has this name");
    }
    DecisionStatus expect = in.requiredConstant(DecisionStatus.class, "expect");
    List<String> reasons = reasons(in);
    if (expect == DecisionStatus.AUTHORIZED && reasons != null && !reasons.isEmpty()) {
      in.violation("reasons", "UNKNOWN_VALUE", "an order that is authorized has no reasons");
    }
    Candidate candidate = candidate(in, object, at);
    violations.addAll(in.violations());
    return name == null || expect == null || candidate == null
        ? null
        : new PolicyCase(name, candidate, expect, reasons);
  }

  private static @Nullable List<String> reasons(MemberReader in) {
    if (!in.isPresent("reasons")) {
      return null;
    }
    var codes = new ArrayList<String>();
    if (in.raw("reasons") instanceof JsonArray array) {
      for (JsonValue value : array.elements()) {
        if (value instanceof JsonValue.JsonString code) {
          codes.add(code.value());
        } else {
          in.violation("reasons", "WRONG_TYPE", "expected codes of rules");
        }
      }
    } else {
      in.violation("reasons", "WRONG_TYPE", "expected an array of codes");
    }
    return codes;
  }

  private @Nullable Candidate candidate(MemberReader in, JsonObject object, String at) {
    if (in.object("order") == null) {
      return null;
    }
    Price reference = null;
    MemberReader context = in.optionalObject("context");
    if (context != null) {
      reference = context.optionalPrice("reference_price");
    }
    return switch (OrderReader.read(object.only(List.of("order", "context")))) {
      case OrderReader.Reading.Malformed(List<Violation> wrong) -> {
        wrong.forEach(
            one -> violations.add(new Violation(at + one.pointer(), one.code(), one.message())));
        yield null;
      }
      case OrderReader.Reading.Understood(OrderRequest request) ->
          new Candidate(
              Objects.requireNonNullElse(request.client(), CLIENT),
              request.order(),
              valuation(request.order(), reference == null ? null : reference.value()),
              BigDecimal.ONE,
              Objects.requireNonNullElse(request.order().timeInForce(), TimeInForce.DAY));
    };
  }

  /// As orders are valued where the context's reference price is the symbol's.
  private static @Nullable BigDecimal valuation(Order order, @Nullable BigDecimal reference) {
    Price limit = order.price();
    if (limit == null) {
      return reference;
    }
    return order.side() == Side.BUY || reference == null
        ? limit.value()
        : limit.value().max(reference);
  }
}
