package dev.tradewitness.capture.decode;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.HashProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The two spellings of VCP's member names: of the implementation guides (snake) and of the
/// specification (Pascal).
enum Layout {
  SNAKE(HashProfile.VCP_IMPL_1_1),
  PASCAL(HashProfile.VCP_SPEC_6_1_1);

  private final HashProfile profile;

  Layout(HashProfile profile) {
    this.profile = profile;
  }

  HashProfile profile() {
    return profile;
  }

  /// Pascal only when the event has one of its two main members and none of snake's.
  static Layout of(JsonObject event) {
    boolean snake = event.has("header") || event.has("payload");
    boolean pascal = event.has("Header") || event.has("Payload");
    return pascal && !snake ? PASCAL : SNAKE;
  }

  String name(Member member) {
    return this == SNAKE ? member.snake : member.pascal;
  }

  /// Members that are read; all others are kept and hashed without being looked at.
  enum Member {
    POLICY("policy_identification", "PolicyIdentification"),
    POLICY_ID("policy_id", "PolicyID"),
    POLICY_VERSION("version", "Version"),
    TIER("conformance_tier", "ConformanceTier"),
    SECURITY("security", "Security"),
    EVENT_HASH("event_hash", "EventHash"),
    EVENT_ID("event_id", "EventID"),
    TRACE_ID("trace_id", "TraceID"),
    EVENT_TYPE("event_type", "EventType"),
    EVENT_TYPE_CODE("event_type_code", "EventTypeCode"),
    TIMESTAMP_ISO("timestamp_iso", "TimestampISO"),
    TIMESTAMP_INT("timestamp_int", "TimestampInt"),
    TIMESTAMP_PRECISION("timestamp_precision", "TimestampPrecision"),
    CLOCK("clock_sync_status", "ClockSyncStatus"),
    VERSION("vcp_version", "Version"),
    HASH_ALGO("hash_algo", "HashAlgo"),
    VENUE("venue_id", "VenueID"),
    SYMBOL("symbol", "Symbol"),
    ACCOUNT("account_id", "AccountID"),
    TRADE("trade_data", "VCP-TRADE"),
    GOV("vcp_gov", "VCP-GOV"),
    RISK("vcp_risk", "VCP-RISK"),
    RISK_SNAPSHOT("snapshot", "Snapshot"),
    ALGO_ID("algo_id", "AlgoID"),
    ORDER_ID("order_id", "OrderID"),
    SIDE("side", "Side"),
    PRICE("price", "Price"),
    QUANTITY("quantity", "Quantity"),
    EXECUTION_PRICE("execution_price", "ExecutionPrice"),
    EXECUTED_QTY("executed_qty", "ExecutedQty"),
    REMAINING_QTY("remaining_qty", "RemainingQty"),
    COMMISSION("commission", "Commission"),
    SLIPPAGE("slippage", "Slippage"),
    STOP_LOSS("stop_loss", "StopLoss"),
    TAKE_PROFIT("take_profit", "TakeProfit");

    private final String snake;
    private final String pascal;

    Member(String snake, String pascal) {
      this.snake = snake;
      this.pascal = pascal;
    }
  }

  /// SCH-002's twelve, as far as VCP v1.1 still has them.
  static final List<Member> HEADER_MEMBERS =
      List.of(
          Member.EVENT_ID,
          Member.TRACE_ID,
          Member.EVENT_TYPE,
          Member.EVENT_TYPE_CODE,
          Member.TIMESTAMP_ISO,
          Member.TIMESTAMP_INT,
          Member.TIMESTAMP_PRECISION,
          Member.CLOCK,
          Member.VERSION,
          Member.HASH_ALGO,
          Member.VENUE,
          Member.SYMBOL,
          Member.ACCOUNT);

  static final List<Member> PRICES =
      List.of(Member.PRICE, Member.EXECUTION_PRICE, Member.STOP_LOSS, Member.TAKE_PROFIT);

  static final List<Member> OTHER_FINANCIAL =
      List.of(
          Member.QUANTITY,
          Member.EXECUTED_QTY,
          Member.REMAINING_QTY,
          Member.COMMISSION,
          Member.SLIPPAGE);

  @Nullable JsonObject trade(JsonObject payload) {
    return payload.object(name(Member.TRADE));
  }
}
