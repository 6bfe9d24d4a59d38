package dev.tradewitness.authorize.decision;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.crypto.Hash;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was decided about one order, with its place among its lane's decisions. Immutable.
///
/// @param place lane and gap-free number of the decision
/// @param reasons empty exactly when the order is authorized
/// @param warnings what the valuation and rules say without blocking
/// @param controls the limits and states it was made under; null in decisions from before they were
///   recorded
/// @param multiplier what the price of one unit counts times, by the instrument's terms when it was
///   decided; fills of the order count by it, too
/// @param reserved what an authorized order holds; null for a blocked one
/// @param token what its token says about key and expiry
/// @param decidedAtMicros microseconds since 1970
public record Decision(
    Place place,
    UUID id,
    UUID traceId,
    ClientId client,
    Order order,
    Hash orderHash,
    List<Reason> reasons,
    List<Reason> warnings,
    PolicyRef policy,
    @Nullable ControlsRef controls,
    BigDecimal multiplier,
    @Nullable Reservation reserved,
    TokenTerms token,
    long decidedAtMicros) {

  /// @param lane the account partition
  /// @param sequence 0, 1, 2, ... without gaps within the lane
  public record Place(int lane, long sequence) {}

  /// @param price that one unit of the order is valued at until it is filled, without the
  ///   multiplier
  /// @param timeInForce the order's, or the one that counts for an order without
  /// @param deadlineMicros when the reservation is released if nothing else ends it; [#NEVER] when
  ///   only a report ends it
  public record Reservation(BigDecimal price, TimeInForce timeInForce, long deadlineMicros) {
    public static final long NEVER = Long.MAX_VALUE;

    public Reservation {
      if (timeInForce == TimeInForce.GTC == (deadlineMicros != NEVER)) {
        throw new IllegalArgumentException("a GTC order has no deadline, every other has one");
      }
    }
  }

  /// The key and the expiry are part of the decision, so that its token can be signed again at any
  /// time with the same result.
  ///
  /// @param kid of the key that signs
  /// @param expiresAt seconds since 1970
  public record TokenTerms(String kid, long expiresAt) {}

  public Decision {
    reasons = List.copyOf(reasons);
    warnings = List.copyOf(warnings);
    if (reasons.isEmpty() == (reserved == null)) {
      throw new IllegalArgumentException("blocked for a reason, or authorized with a reservation");
    }
    if (multiplier.signum() <= 0) {
      throw new IllegalArgumentException("a multiplier is above zero, got " + multiplier);
    }
  }

  public DecisionStatus status() {
    return reasons.isEmpty() ? DecisionStatus.AUTHORIZED : DecisionStatus.BLOCKED;
  }
}
