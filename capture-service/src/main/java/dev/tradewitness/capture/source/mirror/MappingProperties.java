package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.capture.decode.mirror.JsonPointer;
import dev.tradewitness.capture.decode.mirror.OrderEvent;
import dev.tradewitness.capture.decode.mirror.OrderMapping;
import dev.tradewitness.capture.decode.mirror.OrderMember;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Which requests hold orders, and where in their bodies.
///
/// @param path of the requests
/// @param exact false when the paths below it count, too
/// @param methods of the requests
/// @param event `ORD`, `MOD` or `CXL`
/// @param members JSON pointers (RFC 6901)
/// @param required members without which a body does not fit; [OrderEvent#required] when absent
record MappingProperties(
    String path,
    @DefaultValue("false") boolean exact,
    @DefaultValue("POST") Set<String> methods,
    @DefaultValue("ORD") OrderEvent event,
    Members members,
    @Nullable List<String> required) {

  /// Orders by the names of the topic `orders`.
  static final MappingProperties ORDERS =
      new MappingProperties(
          "/api/orders",
          false,
          Set.of("POST"),
          OrderEvent.ORD,
          new Members(
              "/order_id",
              "/symbol",
              "/side",
              "/type",
              "/price",
              "/quantity",
              "/account_id",
              "/trace_id"),
          null);

  /// Where each member stands; those without a pointer are not looked for.
  record Members(
      @Nullable String orderId,
      @Nullable String symbol,
      @Nullable String side,
      @Nullable String orderType,
      @Nullable String price,
      @Nullable String quantity,
      @Nullable String accountId,
      @Nullable String traceId) {

    private Map<OrderMember, JsonPointer> pointers() {
      var pointers = new EnumMap<OrderMember, JsonPointer>(OrderMember.class);
      put(pointers, OrderMember.ORDER_ID, orderId);
      put(pointers, OrderMember.SYMBOL, symbol);
      put(pointers, OrderMember.SIDE, side);
      put(pointers, OrderMember.ORDER_TYPE, orderType);
      put(pointers, OrderMember.PRICE, price);
      put(pointers, OrderMember.QUANTITY, quantity);
      put(pointers, OrderMember.ACCOUNT_ID, accountId);
      put(pointers, OrderMember.TRACE_ID, traceId);
      return pointers;
    }

    private static void put(
        Map<OrderMember, JsonPointer> pointers, OrderMember member, @Nullable String text) {
      if (text != null) {
        try {
          pointers.put(member, JsonPointer.parse(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(member.wireName() + ": " + e.getMessage());
        }
      }
    }
  }

  // Spring gives null for what the settings leave out.
  MappingProperties {
    if (path == null || !path.startsWith("/")) {
      throw new IllegalArgumentException("a mapping's path begins with /, not as " + path);
    }
    if (methods.isEmpty() || methods.size() > 10) {
      throw new IllegalArgumentException("the mapping of " + path + " has 1 to 10 methods");
    }
    if (members == null) {
      throw new IllegalArgumentException("the mapping of " + path + " has no members");
    }
  }

  OrderMapping mapping() {
    Map<OrderMember, JsonPointer> pointers = members.pointers();
    Set<OrderMember> needed = needed();
    for (OrderMember member : needed) {
      if (!pointers.containsKey(member)) {
        throw new IllegalArgumentException(
            "the mapping of %s to %s needs a pointer to %s"
                .formatted(path, event, member.wireName()));
      }
    }
    return new OrderMapping(path, exact, methods, event, pointers, needed);
  }

  private Set<OrderMember> needed() {
    if (required == null) {
      return event.required();
    }
    var needed = EnumSet.noneOf(OrderMember.class);
    for (String name : required) {
      OrderMember member = OrderMember.named(name);
      if (member == null) {
        throw new IllegalArgumentException(
            "the mapping of %s requires %s, which is no member".formatted(path, name));
      }
      needed.add(member);
    }
    return needed;
  }
}
