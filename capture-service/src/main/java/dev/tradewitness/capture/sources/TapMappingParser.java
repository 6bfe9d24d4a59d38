package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads how the messages of a topic become events: by a word, or by JSON pointers.
final class TapMappingParser {

  private static final int MAPPINGS_MAX = 20;
  private static final String MAPPING = "mapping";
  private static final String WHOLE = "whole";
  private static final Pattern EVENT_TYPE = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");

  private static final Map<String, Mapping.Known> KNOWN =
      Arrays.stream(Mapping.Known.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  known -> known.name().toLowerCase(Locale.ROOT), Function.identity()));

  private static final Set<Mapping.Known> OF_TOPICS =
      Set.of(
          Mapping.Known.ORDERS,
          Mapping.Known.EXECUTIONS,
          Mapping.Known.ERRORS,
          Mapping.Known.DECISIONS);

  private static final Map<String, Step> WORDS = Map.of(WHOLE, new Step.Whole());

  private TapMappingParser() {}

  /// One entry of a list of mappings.
  private sealed interface Step {
    record Order(OrderMapping mapping) implements Step {}

    record Whole() implements Step {}
  }

  static @Nullable Mapping read(YamlMembers tap) {
    if (tap.has(MAPPING) && !tap.isText(MAPPING)) {
      return pointers(tap);
    }
    return word(tap, OF_TOPICS);
  }

  /// A mapping that is a word.
  ///
  /// @param allowed beside `whole`
  static @Nullable Mapping word(YamlMembers members, Set<Mapping.Known> allowed) {
    String name = members.required(MAPPING);
    if (name == null) {
      return null;
    }
    if (name.equals(WHOLE)) {
      return whole(members);
    }
    Mapping.Known known = KNOWN.get(name);
    if (known == null || !allowed.contains(known)) {
      members.refuse(
          MAPPING,
          "is none of "
              + allowed.stream()
                  .map(one -> one.name().toLowerCase(Locale.ROOT))
                  .sorted()
                  .collect(Collectors.joining(", "))
              + ", whole");
      return null;
    }
    return known;
  }

  private static Mapping.@Nullable Whole whole(YamlMembers tap) {
    String type = tap.required("event_type");
    if (type == null) {
      return null;
    }
    if (!EVENT_TYPE.matcher(type).matches()) {
      tap.refuse("event_type", "must be 2 to 32 capitals, digits and underscores");
      return null;
    }
    return new Mapping.Whole(type);
  }

  private static @Nullable Mapping pointers(YamlMembers tap) {
    List<Step> steps = tap.listOrOne(MAPPING, MAPPINGS_MAX, WORDS, TapMappingParser::order);
    var orders = new ArrayList<OrderMapping>();
    Mapping.Whole otherwise = null;
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Order(OrderMapping order) -> orders.add(order);
        case Step.Whole() -> {
          if (i < steps.size() - 1) {
            tap.refuse(MAPPING, "has a mapping behind whole, which takes every message");
            return null;
          }
          otherwise = whole(tap);
          if (otherwise == null) {
            return null;
          }
        }
      }
    }
    return orders.isEmpty() ? otherwise : new Mapping.Pointers(orders, otherwise);
  }

  private static @Nullable Step order(YamlMembers mapping) {
    OrderMapping order = PointersParser.read(mapping);
    return order == null ? null : new Step.Order(order);
  }
}
