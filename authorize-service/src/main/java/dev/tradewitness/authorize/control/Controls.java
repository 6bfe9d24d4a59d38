package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.Reason;
import java.util.List;

/// Every control, always all of them, in a fixed order: trading state, order size, order value,
/// price, message rate, duplicates, exposure, position, permission, short sale, open orders,
/// instrument terms. Pure: the answer depends on the arguments alone. Limits are inclusive.
public final class Controls {

  private Controls() {}

  /// What the order breaches; empty when it may pass.
  ///
  /// @param nowMicros microseconds since 1970, by which prices age
  public static List<Reason> breaches(
      Candidate candidate, ControlBook book, Exposure exposure, long nowMicros) {
    var judged = new Judged(candidate, book, exposure, nowMicros);
    PermissionControls.tradingStates(judged);
    SizeControls.orderQuantity(judged);
    SizeControls.orderValue(judged);
    PriceControls.referencePrice(judged);
    PriceControls.collar(judged);
    RateControls.messages(judged);
    RateControls.duplicates(judged);
    ExposureControls.grossAndNet(judged);
    ExposureControls.position(judged);
    PermissionControls.instrument(judged);
    PermissionControls.client(judged);
    ExposureControls.shortSale(judged);
    ExposureControls.openOrders(judged);
    SizeControls.instrumentTerms(judged);
    return judged.breaches();
  }
}
