package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.log.ClaimedLeaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.settle.SettleAction;
import dev.tradewitness.anchor.settle.SettleOutcome;
import dev.tradewitness.anchor.settle.Settlement;
import dev.tradewitness.anchor.settle.Settlements;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Settling stopped logs, from the machine itself only, and reading what was found and decided.
@RestController
class SettleController {

  private static final int BY_CHARS_MAX = 200;
  private static final int WHY_CHARS_MAX = 2000;
  private static final int LIMIT_MAX = 500;
  private static final int LIMIT_DEFAULT = 50;

  private final StreamLog logs;
  private final Settlements settlements;

  SettleController(StreamLog logs, Settlements settlements) {
    this.logs = logs;
    this.settlements = settlements;
  }

  @PostMapping("/vcp/logs/{policyId}/settle")
  ResponseEntity<byte[]> settle(
      @PathVariable String policyId,
      @Query({"action", "by", "why"}) QueryReader query,
      HttpServletRequest request) {
    requireLocal(request);
    SettleAction action = action(query);
    String by = sentence(query, "by", BY_CHARS_MAX);
    String why = sentence(query, "why", WHY_CHARS_MAX);
    query.requireNoViolation();
    PolicyId stream = Answers.policyId(policyId);
    return switch (settlements.settle(stream, action, by, why)) {
      case SettleOutcome.Settled settled -> Answers.json(json(settled.settlement()));
      case SettleOutcome.Refused refused ->
          throw ProblemException.of(HttpStatus.CONFLICT, "NOT_SETTLED", refused.reason());
      case SettleOutcome.NoLog() -> throw Answers.notFound("There is no log of " + policyId);
    };
  }

  /// Also refuses what a proxy on this machine passes on for somebody else.
  private static void requireLocal(HttpServletRequest request) {
    boolean isLocal =
        InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress()
            && request.getHeader("Forwarded") == null
            && request.getHeader("X-Forwarded-For") == null;
    if (!isLocal) {
      throw ProblemException.of(
          HttpStatus.FORBIDDEN,
          "NOT_LOCAL",
          "A log is settled from the machine that the service runs on");
    }
  }

  private static SettleAction action(QueryReader query) {
    if (!query.isPresent("action")) {
      query.wrong("action", "MISSING", "action is required");
    }
    return query.choice("action", SettleAction.ACCEPT);
  }

  private static String sentence(QueryReader query, String name, int charsMax) {
    String text = query.text(name);
    if (text == null
        || text.isBlank()
        || text.length() > charsMax
        || text.chars().anyMatch(Character::isISOControl)) {
      query.wrong(
          name, "TEXT", "%s must be 1 to %d characters in one line".formatted(name, charsMax));
      return "";
    }
    return text;
  }

  /// What contradicts a log and what was decided about it, newest first.
  @GetMapping("/vcp/logs/{policyId}/settlements")
  ResponseEntity<byte[]> settlements(
      @PathVariable String policyId, @Query({"limit"}) QueryReader query) {
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    query.requireNoViolation();
    PolicyId stream = Answers.policyId(policyId);
    List<ClaimedLeaf> claims =
        logs.find(stream)
            .map(LogHead::logNo)
            .map(logNo -> logs.contradictions(logNo, limit))
            .orElse(List.of());
    return Answers.json(
        JsonObject.builder()
            .put("policy_id", policyId)
            .put(
                "contradictions",
                JsonArray.of(claims.stream().map(SettleController::json).toList()))
            .put(
                "settlements",
                JsonArray.of(
                    settlements.of(stream, limit).stream().map(SettleController::json).toList()))
            .build());
  }

  private static JsonValue json(ClaimedLeaf claim) {
    return JsonObject.builder()
        .put("sequence", claim.sequence())
        .putOrNull("held_hash", claim.held() == null ? null : claim.held().hex())
        .put("claimed_hash", claim.claimed().hex())
        .put("event_id", claim.eventId().toString())
        .put("claimed_by", claim.by())
        .put("found_at", Rfc3339.text(claim.foundAt()))
        .putOrNull("resolved_at", AnchorController.text(claim.resolvedAt()))
        .build();
  }

  private static JsonValue json(Settlement settlement) {
    return JsonObject.builder()
        .put("policy_id", settlement.policyId())
        .put("action", settlement.action().name())
        .put("by", settlement.by())
        .put("why", settlement.why())
        .put("at", Rfc3339.text(settlement.at()))
        .put("size", settlement.size())
        .put("state", settlement.state())
        .put("detail", settlement.detail())
        .putOrNull("record", settlement.record().isEmpty() ? null : settlement.record())
        .build();
  }
}
