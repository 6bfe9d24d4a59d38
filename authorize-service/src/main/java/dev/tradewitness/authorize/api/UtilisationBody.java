package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.order.ExactDecimal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much of a limit is used.
///
/// @param percent of the limit, two digits, rounded up; null without a limit and of a limit of 0
record UtilisationBody(
    String control,
    String scope,
    String subject,
    String figure,
    @Nullable String limit,
    @Nullable String percent,
    String unit) {

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  /// Gross and net.
  static List<UtilisationBody> exposure(
      Scope scope, String subject, AccountExposure total, AccountLimits limits) {
    return List.of(
        of("gross_exposure", scope, subject, total.gross(), limits.grossExposure(), "notional"),
        of("net_exposure", scope, subject, worstNet(total), limits.netExposure(), "notional"));
  }

  /// Gross, net and open orders, as far as they are limited.
  static List<UtilisationBody> limited(
      Scope scope, String subject, AccountExposure total, AccountLimits limits) {
    return all(scope, subject, total, limits).stream()
        .filter(utilisation -> utilisation.limit() != null)
        .toList();
  }

  /// Gross, net and open orders.
  static List<UtilisationBody> all(
      Scope scope, String subject, AccountExposure total, AccountLimits limits) {
    List<UtilisationBody> exposure = exposure(scope, subject, total, limits);
    return List.of(
        exposure.getFirst(),
        exposure.getLast(),
        of(
            "max_open_orders",
            scope,
            subject,
            BigDecimal.valueOf(total.openOrders()),
            limits.maxOpenOrders(),
            "orders"));
  }

  /// In the direction in which it is larger.
  private static BigDecimal worstNet(AccountExposure total) {
    return total.netLong().max(total.netShort().negate());
  }

  private static UtilisationBody of(
      String control,
      Scope scope,
      String subject,
      BigDecimal figure,
      @Nullable BigDecimal limit,
      String unit) {
    String percent =
        limit == null || limit.signum() == 0
            ? null
            : figure.multiply(HUNDRED).divide(limit, 2, RoundingMode.UP).toPlainString();
    return new UtilisationBody(
        control,
        scope.name(),
        subject,
        ExactDecimal.text(figure),
        limit == null ? null : ExactDecimal.text(limit),
        percent,
        unit);
  }
}
