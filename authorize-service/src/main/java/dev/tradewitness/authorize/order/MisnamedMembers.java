package dev.tradewitness.authorize.order;

import java.util.Locale;
import java.util.Map;

/// Members under the names that other systems use for an order's price, type, quantity and time in
/// force. Ignoring one would decide another order than its client meant: a lost limit makes a
/// market order, a lost time in force makes one that is released while it is live. So they are
/// refused, each with the member that is expected instead. `expiry` and `expiration` are not: they
/// also name the last day of a contract.
final class MisnamedMembers {

  private static final String PRICE = "price";
  private static final String TYPE = "type";
  private static final String QTY = "qty";
  private static final String TIME_IN_FORCE = "time_in_force";
  private static final String EXPIRE_TIME = "expire_time";
  private static final String NO_STOP = "no stop price: stop orders are not taken";

  /// By name in lower case without `_`, `-` and blanks.
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("price", PRICE),
          Map.entry("limit", PRICE),
          Map.entry("limitprice", PRICE),
          Map.entry("limitpx", PRICE),
          Map.entry("orderprice", PRICE),
          Map.entry("px", PRICE),
          Map.entry("type", TYPE),
          Map.entry("ordertype", TYPE),
          Map.entry("ordtype", TYPE),
          Map.entry("qty", QTY),
          Map.entry("quantity", QTY),
          Map.entry("orderqty", QTY),
          Map.entry("orderquantity", QTY),
          Map.entry("timeinforce", TIME_IN_FORCE),
          Map.entry("tif", TIME_IN_FORCE),
          Map.entry("expiretime", EXPIRE_TIME),
          Map.entry("expiredate", EXPIRE_TIME),
          Map.entry("goodtill", EXPIRE_TIME),
          Map.entry("goodtilldate", EXPIRE_TIME),
          Map.entry("validuntil", EXPIRE_TIME),
          Map.entry("validity", TIME_IN_FORCE),
          Map.entry("stop", NO_STOP),
          Map.entry("stopprice", NO_STOP),
          Map.entry("stoppx", NO_STOP),
          Map.entry("triggerprice", NO_STOP));

  private MisnamedMembers() {}

  static void refuse(MemberReader order) {
    for (String name : order.names()) {
      String expected = EXPECTED.get(folded(name));
      if (expected != null && !expected.equals(name)) {
        order.violation(name, "UNKNOWN_MEMBER", "expected " + expected);
      }
    }
  }

  /// Refuses a time in force beside the member `order`, where it would not be read. Price, type and
  /// quantity are missed where they belong.
  static void refuseBeside(MemberReader top) {
    for (String name : top.names()) {
      String expected = EXPECTED.get(folded(name));
      if (TIME_IN_FORCE.equals(expected) || EXPIRE_TIME.equals(expected)) {
        top.violation(name, "UNKNOWN_MEMBER", "expected " + expected + " in order");
      }
    }
  }

  private static String folded(String name) {
    return name.replace("_", "").replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
