package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.decision.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A reason as the caller reads it.
final class ReasonBody {

  private ReasonBody() {}

  static Map<String, @Nullable String> of(Reason reason) {
    var body = new LinkedHashMap<String, @Nullable String>();
    body.put("code", reason.code());
    body.put("rule_id", reason.ruleId());
    body.put("scope", reason.scope().name());
    body.put("subject", reason.subject());
    body.put("figure", reason.figure());
    body.put("limit", reason.limit());
    body.put("unit", reason.unit());
    body.put("message", reason.message());
    return body;
  }
}
