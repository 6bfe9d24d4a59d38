package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.wire.Violation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads members of one object by their rules and collects what is wrong, each with its pointer.
/// Members that are `null` count as absent. A member may have several names; two of them that are
/// both present are refused unless they say the same. Not for sharing between threads.
public final class MemberReader {

  private final JsonObject object;
  private final String pointer;
  private final List<Violation> violations;

  public MemberReader(JsonObject object, String pointer) {
    this(object, pointer, new ArrayList<>());
  }

  private MemberReader(JsonObject object, String pointer, List<Violation> violations) {
    this.object = object;
    this.pointer = pointer;
    this.violations = violations;
  }

  /// Everything wrong so far, in this object and in those reached through it.
  public List<Violation> violations() {
    return violations;
  }

  public void violation(String member, String code, String message) {
    violations.add(new Violation(pointer + "/" + member, code, message));
  }

  /// The names of all members, in the order in which they were sent.
  Set<String> names() {
    return object.members().keySet();
  }

  /// True also when the member is JSON's null.
  public boolean isNamed(String member) {
    return object.has(member);
  }

  public boolean isPresent(String member) {
    return raw(member) != null;
  }

  /// The member as it stands, or null when it is absent or JSON's null.
  public @Nullable JsonValue raw(String member) {
    JsonValue value = object.get(member);
    return value instanceof JsonValue.JsonNull ? null : value;
  }

  /// The object under the name; anything else there is a violation and null.
  public @Nullable MemberReader object(String member) {
    if (raw(member) instanceof JsonObject inner) {
      return new MemberReader(inner, pointer + "/" + member, violations);
    }
    violation(member, "WRONG_TYPE", "expected an object");
    return null;
  }

  public @Nullable MemberReader optionalObject(String member) {
    return isPresent(member) ? object(member) : null;
  }

  /// The objects of an array, each with its own pointer and the same violations. Anything else
  /// there is a violation.
  ///
  /// @param countMax from 1 to so many
  public List<MemberReader> requiredObjects(String member, int countMax) {
    if (required(member) == null) {
      return List.of();
    }
    if (!(raw(member) instanceof JsonArray array)) {
      violation(member, "WRONG_TYPE", "expected an array");
      return List.of();
    }
    if (array.size() == 0 || array.size() > countMax) {
      violation(member, "WRONG_COUNT", "expected 1 to " + countMax + " elements");
      return List.of();
    }
    var readers = new ArrayList<MemberReader>(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof JsonObject inner) {
        readers.add(new MemberReader(inner, pointer + "/" + member + "/" + i, violations));
      } else {
        violation(member + "/" + i, "WRONG_TYPE", "expected an object");
      }
    }
    return readers;
  }

  /// An id under the first of the names that is present.
  public @Nullable String requiredText(String... names) {
    String name = required(names);
    return name == null ? null : text(name);
  }

  public @Nullable String optionalText(String... names) {
    String name = present(names);
    return name == null ? null : text(name);
  }

  /// An id that other systems may write as a number; the id is then the number's exact text.
  public @Nullable String requiredId(String... names) {
    String name = required(names);
    return name == null ? null : id(name);
  }

  /// As [#requiredId], or null when the id is absent.
  public @Nullable String optionalId(String... names) {
    String name = present(names);
    return name == null ? null : id(name);
  }

  private @Nullable String id(String name) {
    return raw(name) instanceof JsonValue.JsonNumber number
        ? valid(name, number.text())
        : text(name);
  }

  /// The symbol in its one form.
  public @Nullable Symbol requiredSymbol(String member) {
    String text = requiredText(member);
    if (text == null) {
      return null;
    }
    if (!Symbol.isValid(text)) { // upper case may be longer
      violation(member, Names.Fault.TOO_LONG.name(), "expected " + Names.EXPECTED);
      return null;
    }
    return new Symbol(text);
  }

  /// What a person wrote: not blank, without control characters.
  ///
  /// @param charactersMax Unicode characters
  public @Nullable String requiredSentence(String member, int charactersMax) {
    return SentenceRule.required(this, member, charactersMax);
  }

  public <E extends Enum<E>> @Nullable E requiredConstant(Class<E> type, String member) {
    return required(member) == null ? null : optionalConstant(type, member);
  }

  public <E extends Enum<E>> @Nullable E optionalConstant(Class<E> type, String member) {
    JsonValue value = raw(member);
    if (value == null) {
      return null;
    }
    if (!(value instanceof JsonValue.JsonString string)) {
      violation(member, "WRONG_TYPE", "expected a string");
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(string.value())) {
        return constant;
      }
    }
    violation(
        member,
        "UNKNOWN_VALUE",
        Arrays.stream(type.getEnumConstants())
            .map(Enum::name)
            .collect(Collectors.joining(", ", "expected one of ", "")));
    return null;
  }

  public @Nullable Quantity requiredQuantity(String... names) {
    BigDecimal value = positive(required(names));
    return value == null ? null : new Quantity(value);
  }

  public @Nullable Price requiredPrice(String... names) {
    BigDecimal value = positive(required(names));
    return value == null ? null : new Price(value);
  }

  public @Nullable Price optionalPrice(String... names) {
    BigDecimal value = positive(present(names));
    return value == null ? null : new Price(value);
  }

  /// A number above zero; null when it is absent.
  public @Nullable BigDecimal optionalPositive(String member) {
    return positive(present(member));
  }

  /// RFC 3339 in UTC, to the microsecond.
  public @Nullable Instant requiredTime(String member) {
    return TimeRule.required(this, member);
  }

  /// A price that may be zero, as that of an execution.
  public @Nullable ExecutionPrice requiredExecutionPrice(String... names) {
    String name = required(names);
    BigDecimal value = name == null ? null : AmountRules.zeroOrAbove(this, name);
    return value == null ? null : new ExecutionPrice(value);
  }

  /// An amount from zero on, or null where the member is JSON's null. It has to be there: what is
  /// left out by mistake must not say null.
  public @Nullable BigDecimal requiredAmountOrNull(String member) {
    if (!names().contains(member)) {
      violation(member, "MISSING", member + " is required, and may be null");
      return null;
    }
    return isPresent(member) ? AmountRules.zeroOrAbove(this, member) : null;
  }

  private @Nullable BigDecimal positive(@Nullable String name) {
    return name == null ? null : AmountRules.positive(this, name);
  }

  private @Nullable String text(String member) {
    if (!(raw(member) instanceof JsonValue.JsonString string)) {
      violation(member, "WRONG_TYPE", "expected a string");
      return null;
    }
    return valid(member, string.value());
  }

  private @Nullable String valid(String member, String text) {
    Names.Fault fault = Names.fault(text);
    if (fault != null) {
      violation(member, fault.name(), "expected " + Names.EXPECTED);
      return null;
    }
    return text;
  }

  /// The name under which the member is present; none is a violation.
  @Nullable String required(String... names) {
    for (String name : names) {
      if (isPresent(name)) {
        return present(names);
      }
    }
    violation(names[0], "MISSING", names[0] + " is required");
    return null;
  }

  /// The name under which the member is present; null when there is none, or two that differ.
  private @Nullable String present(String... names) {
    String found = null;
    for (String name : names) {
      if (!isPresent(name)) {
        continue;
      }
      if (found == null) {
        found = name;
      } else if (!said(found).equals(said(name))) {
        violation(name, "GIVEN_TWICE", "differs from " + found + ", which is present too");
        return null;
      }
    }
    return found;
  }

  /// What a member says, whether as a string or as a number.
  private Object said(String member) {
    return switch (raw(member)) {
      case JsonValue.JsonNumber number -> number.text();
      case JsonValue.JsonString string -> string.value();
      case null -> JsonValue.NULL;
      case JsonValue other -> other;
    };
  }
}
