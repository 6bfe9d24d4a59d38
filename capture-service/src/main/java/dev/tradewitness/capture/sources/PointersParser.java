package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.foreign.JsonPointer;
import dev.tradewitness.capture.decode.foreign.OrderEvent;
import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.OrderMember;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads where in a message the members of an order stand.
final class PointersParser {

  private static final Map<String, OrderEvent> EVENTS =
      Arrays.stream(OrderEvent.values())
          .collect(Collectors.toUnmodifiableMap(OrderEvent::name, Function.identity()));

  private PointersParser() {}

  static @Nullable OrderMapping read(YamlMembers mapping) {
    OrderEvent event = mapping.has("event") ? mapping.oneOf("event", EVENTS) : OrderEvent.ORD;
    Map<OrderMember, JsonPointer> pointers =
        mapping.require("members")
            ? mapping.mapping("members", members -> pointers(members, event))
            : null;
    List<String> named =
        mapping.texts(
            "required",
            OrderMember.values().length,
            name -> OrderMember.named(name) == null ? "is no member of an order" : null);
    if (event == null || pointers == null) {
      return null;
    }
    if (named != null && named.isEmpty()) {
      mapping.refuse("required", "must have an entry, or any message would fit");
      return null;
    }
    Set<OrderMember> required = named == null ? event.required() : members(named);
    String missing =
        required.stream()
            .filter(member -> !pointers.containsKey(member))
            .sorted()
            .map(OrderMember::wireName)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      mapping.refuse("members", "has no pointer to %s, required for %s".formatted(missing, event));
      return null;
    }
    return new OrderMapping(event, pointers, required);
  }

  private static Set<OrderMember> members(List<String> names) {
    var members = EnumSet.noneOf(OrderMember.class);
    for (String name : names) {
      OrderMember member = OrderMember.named(name);
      if (member != null) {
        members.add(member);
      }
    }
    return members;
  }

  private static Map<OrderMember, JsonPointer> pointers(
      YamlMembers members, @Nullable OrderEvent event) {
    var pointers = new EnumMap<OrderMember, JsonPointer>(OrderMember.class);
    for (OrderMember member : OrderMember.values()) {
      String name = member.wireName();
      String text = members.text(name);
      if (text == null) {
        continue;
      }
      if (event != null && !event.has(member)) {
        members.refuse(name, "is no member of " + event);
      }
      try {
        pointers.put(member, JsonPointer.parse(text));
      } catch (IllegalArgumentException e) {
        members.refuse(name, "is no JSON pointer: " + e.getMessage());
      }
    }
    return pointers;
  }
}
