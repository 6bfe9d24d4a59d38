package dev.tradewitness.authorize.control;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The limits of one account or symbol, inclusive. Null: no limit of that kind is set.
public record AccountLimits(
    @Nullable BigDecimal maxOrderQty,
    @Nullable BigDecimal maxOrderValue,
    @Nullable BigDecimal grossExposure,
    @Nullable BigDecimal netExposure) {

  public static final AccountLimits NONE = new AccountLimits(null, null, null, null);

  /// These limits, and the others where these say nothing.
  public AccountLimits over(AccountLimits others) {
    return new AccountLimits(
        maxOrderQty != null ? maxOrderQty : others.maxOrderQty,
        maxOrderValue != null ? maxOrderValue : others.maxOrderValue,
        grossExposure != null ? grossExposure : others.grossExposure,
        netExposure != null ? netExposure : others.netExposure);
  }
}
