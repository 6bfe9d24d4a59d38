package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.control.Exposure.Messages;
import dev.tradewitness.authorize.control.Judged.Rule;
import dev.tradewitness.authorize.decision.Scope;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How many orders go out in a second, RTS 6 art. 15(1)(d), and how many that are the same but for
/// their ids, 15c3-5(c)(1)(ii). Only new orders that pass count; cancels and fills always pass.
final class RateControls {

  private static final Rule FIRM = rule(Scope.FIRM);
  private static final Rule DESK = rule(Scope.DESK);
  private static final Rule ACCOUNT = rule(Scope.ACCOUNT);

  private static final Rule DUPLICATE =
      new Rule("DUPLICATE_ORDER", "duplicate_order", Scope.ACCOUNT, "orders");

  private RateControls() {}

  private static Rule rule(Scope scope) {
    return new Rule("MESSAGE_RATE", "message_rate", scope, "orders/s");
  }

  static void messages(Judged judged) {
    Messages sent = judged.exposure.messages();
    count(judged, FIRM, sent.firm(), judged.firmLimits.messageRate());
    count(judged, DESK, sent.desk(), judged.deskLimits.messageRate());
    count(judged, ACCOUNT, sent.account(), judged.accountLimits.messageRate());
  }

  static void duplicates(Judged judged) {
    count(
        judged,
        DUPLICATE,
        judged.exposure.messages().identical(),
        judged.accountLimits.duplicateOrders());
  }

  private static void count(Judged judged, Rule rule, int sent, @Nullable BigDecimal limit) {
    if (limit != null) {
      judged.limit(rule, BigDecimal.valueOf(sent + 1L), limit);
    }
  }
}
