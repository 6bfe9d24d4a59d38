package dev.tradewitness.authorize.control;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The limits of one account, symbol or desk, or of the firm, inclusive. Null: no limit of that
/// kind is set.
///
/// @param collarPercent how far a limit price may be from the reference price, in per cent of it
/// @param collarAbsolute the same as an amount
/// @param maxOpenOrders of an account, or of all accounts of a desk or the firm
/// @param messageRate new orders within any second, of the same
/// @param duplicateOrders of an account: orders within the duplicate window that are the same but
///   for their ids
public record AccountLimits(
    @Nullable BigDecimal maxOrderQty,
    @Nullable BigDecimal maxOrderValue,
    @Nullable BigDecimal grossExposure,
    @Nullable BigDecimal netExposure,
    @Nullable BigDecimal collarPercent,
    @Nullable BigDecimal collarAbsolute,
    @Nullable BigDecimal maxOpenOrders,
    @Nullable BigDecimal messageRate,
    @Nullable BigDecimal duplicateOrders) {

  public static final AccountLimits NONE = new AccountLimits(null, null, null, null);

  /// Limits on size and exposure alone.
  public AccountLimits(
      @Nullable BigDecimal maxOrderQty,
      @Nullable BigDecimal maxOrderValue,
      @Nullable BigDecimal grossExposure,
      @Nullable BigDecimal netExposure) {
    this(maxOrderQty, maxOrderValue, grossExposure, netExposure, null, null, null, null, null);
  }

  /// These limits, and the others where these say nothing.
  public AccountLimits over(AccountLimits others) {
    return new AccountLimits(
        maxOrderQty != null ? maxOrderQty : others.maxOrderQty,
        maxOrderValue != null ? maxOrderValue : others.maxOrderValue,
        grossExposure != null ? grossExposure : others.grossExposure,
        netExposure != null ? netExposure : others.netExposure,
        collarPercent != null ? collarPercent : others.collarPercent,
        collarAbsolute != null ? collarAbsolute : others.collarAbsolute,
        maxOpenOrders != null ? maxOpenOrders : others.maxOpenOrders,
        messageRate != null ? messageRate : others.messageRate,
        duplicateOrders != null ? duplicateOrders : others.duplicateOrders);
  }

  /// Whether what is open and held, or was sent before, counts.
  boolean limitsTogether() {
    return grossExposure != null
        || netExposure != null
        || maxOpenOrders != null
        || messageRate != null;
  }

  boolean hasCollar() {
    return collarPercent != null || collarAbsolute != null;
  }
}
