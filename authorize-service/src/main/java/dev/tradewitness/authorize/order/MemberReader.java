package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.wire.Violation;
import java.math.BigDecimal;
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

  /// An id under the first of the names that is present.
  public @Nullable String requiredText(String... names) {
    if (Arrays.stream(names).noneMatch(this::isPresent)) {
      violation(names[0], "MISSING", names[0] + " is required");
      return null;
    }
    return optionalText(names);
  }

  public @Nullable String optionalText(String... names) {
    String name = present(names);
    return name == null ? null : text(name);
  }

  /// An id that other systems may write as a number; the id is then the number's exact text.
  public @Nullable String requiredId(String... names) {
    if (Arrays.stream(names).noneMatch(this::isPresent)) {
      violation(names[0], "MISSING", names[0] + " is required");
      return null;
    }
    return optionalId(names);
  }

  /// As [#requiredId], or null when the id is absent.
  public @Nullable String optionalId(String... names) {
    String name = present(names);
    if (name == null) {
      return null;
    }
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
    JsonValue value = raw(member);
    if (value == null) {
      violation(member, "MISSING", member + " is required");
      return null;
    }
    if (!(value instanceof JsonValue.JsonString string)) {
      violation(member, "WRONG_TYPE", "expected a string");
      return null;
    }
    String text = string.value();
    if (text.isBlank()) {
      violation(member, "MISSING", member + " is required");
      return null;
    }
    if (text.codePointCount(0, text.length()) > charactersMax) {
      violation(member, "TOO_LONG", "expected at most " + charactersMax + " characters");
      return null;
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      violation(member, "CONTROL_CHARACTER", "expected no control characters");
      return null;
    }
    return text;
  }

  public <E extends Enum<E>> @Nullable E requiredConstant(Class<E> type, String member) {
    if (!isPresent(member)) {
      violation(member, "MISSING", member + " is required");
      return null;
    }
    return optionalConstant(type, member);
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
    BigDecimal value = required(names);
    return value == null ? null : new Quantity(value);
  }

  public @Nullable Price requiredPrice(String... names) {
    BigDecimal value = required(names);
    return value == null ? null : new Price(value);
  }

  public @Nullable Price optionalPrice(String... names) {
    BigDecimal value = positive(names);
    return value == null ? null : new Price(value);
  }

  /// A price that may be zero, as that of an execution.
  public @Nullable ExecutionPrice requiredExecutionPrice(String... names) {
    if (Arrays.stream(names).noneMatch(this::isPresent)) {
      violation(names[0], "MISSING", names[0] + " is required");
      return null;
    }
    String name = present(names);
    BigDecimal value = name == null ? null : decimal(name);
    if (name == null || value == null) {
      return null;
    }
    if (value.signum() < 0) {
      violation(name, "NEGATIVE", "expected zero or a number above zero");
      return null;
    }
    return new ExecutionPrice(value);
  }

  private @Nullable BigDecimal required(String... names) {
    if (Arrays.stream(names).noneMatch(this::isPresent)) {
      violation(names[0], "MISSING", names[0] + " is required");
      return null;
    }
    return positive(names);
  }

  private @Nullable BigDecimal positive(String... names) {
    String name = present(names);
    if (name == null) {
      return null;
    }
    BigDecimal value = decimal(name);
    if (value != null && value.signum() <= 0) {
      violation(name, "NOT_POSITIVE", "expected a number above zero");
      return null;
    }
    return value;
  }

  private @Nullable BigDecimal decimal(String member) {
    String text =
        switch (raw(member)) {
          case JsonValue.JsonNumber number -> number.text();
          case JsonValue.JsonString string -> string.value();
          case null, default -> null;
        };
    if (text == null) {
      violation(member, "WRONG_TYPE", "expected a number, or a number as a string");
    } else if (ExactDecimal.tooLong(text)) {
      violation(
          member,
          "NUMBER_TOO_LONG",
          "a number of more than " + ExactDecimal.CHARS_MAX + " characters");
    } else if (ExactDecimal.outOfRange(text)) {
      violation(member, "NUMBER_RANGE", "an exponent beyond " + ExactDecimal.EXPONENT_MAX);
    } else {
      BigDecimal value = ExactDecimal.parse(text);
      if (value == null) {
        violation(member, "NOT_A_NUMBER", "not a number in JSON's grammar");
      }
      return value;
    }
    return null;
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
