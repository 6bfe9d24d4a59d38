package dev.tradewitness.authorize.feed;

import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.lane.ReportedTerms;
import dev.tradewitness.authorize.lifecycle.ReportSubmission;
import dev.tradewitness.authorize.lifecycle.ReportSubmission.Content;
import dev.tradewitness.authorize.lifecycle.ReportSubmission.Whole;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A message of `executions` → a report about an order. `order_id` is the client order id; `type`
/// is FILL unless it says otherwise; without `exec_id` the message's place in Kafka names the fill.
/// An id that is a number is the number's exact text. `symbol` and `side` may be absent; where they
/// are given they must be the order's.
final class ExecutionReader {

  /// What a message was read as.
  sealed interface Reading {
    record Understood(ReportSubmission report) implements Reading {}

    /// @param reason stable, in capitals: the dead letter's
    record Refused(String reason) implements Reading {}
  }

  private enum Type {
    FILL,
    CANCEL,
    REJECT,
    EXPIRE,
    TRADE_CANCEL,
    TRADE_CORRECT
  }

  private ExecutionReader() {}

  /// @param place topic, partition and offset
  static Reading read(byte @Nullable [] value, String place) {
    if (value == null) {
      return new Reading.Refused("EMPTY");
    }
    try {
      return read(new MemberReader(Json.parseObject(value, JsonLimits.EVENT), ""), place);
    } catch (JsonRefusedException e) {
      return new Reading.Refused(e.code().name());
    }
  }

  private static Reading read(MemberReader in, String place) {
    String id = in.requiredId("order_id", "client_order_id");
    String client = in.optionalId("client_id");
    Type type = in.isPresent("type") ? in.requiredConstant(Type.class, "type") : Type.FILL;
    ReportedTerms terms = ReportedTerms.read(in);
    Content content = type == null ? null : content(in, type, place);
    if (id == null || content == null || !in.violations().isEmpty()) {
      return new Reading.Refused("INVALID_EXECUTION");
    }
    return new Reading.Understood(
        new ReportSubmission(
            client == null ? null : new ClientId(client),
            new ClientOrderId(id),
            content,
            terms,
            place));
  }

  private static @Nullable Content content(MemberReader in, Type type, String place) {
    return switch (type) {
      case CANCEL -> closed(ExecType.CANCELED);
      case REJECT -> closed(ExecType.REJECTED);
      case EXPIRE -> closed(ExecType.EXPIRED);
      case TRADE_CANCEL -> ReportSubmission.readCancel(in);
      case TRADE_CORRECT -> ReportSubmission.readCorrect(in);
      case FILL -> {
        Quantity qty = in.requiredQuantity("quantity", "qty", "executed_qty");
        ExecutionPrice price = in.requiredExecutionPrice("price", "execution_price");
        String execId = in.optionalId("exec_id");
        yield qty == null || price == null
            ? null
            : new Whole(
                new ExecutionReport.Trade(
                    execId == null ? execId(place) : new ExecId(execId), qty, price));
      }
    };
  }

  private static Content closed(ExecType type) {
    return new Whole(new ExecutionReport.Closed(type));
  }

  /// The message's place as an id. Kafka's topic names have up to 249 characters and ids have 64,
  /// so the place of a long name is told by a hash.
  private static ExecId execId(String place) {
    return new ExecId(
        ExecId.isValid(place) ? place : Hash.of(place.getBytes(StandardCharsets.UTF_8)).hex());
  }
}
