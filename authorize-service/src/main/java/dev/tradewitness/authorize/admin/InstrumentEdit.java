package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.Instrument.Status;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What somebody asks to be set of an instrument. What a request does not name stays as it is, so
/// that a restriction in a hurry takes no multiplier away.
public record InstrumentEdit(
    Status status,
    Member<BigDecimal> tickSize,
    Member<BigDecimal> lotSize,
    Member<BigDecimal> minQty,
    Member<BigDecimal> multiplier,
    Member<String> currency) {

  /// A member of the request.
  ///
  /// @param isNamed false when the request does not have it
  /// @param value null takes away what is set
  public record Member<T>(boolean isNamed, @Nullable T value) {

    @Nullable T after(@Nullable T before) {
      return isNamed ? value : before;
    }
  }

  /// @param before null when nothing is set
  String after(@Nullable String before) {
    InstrumentValue was = before == null ? InstrumentValue.of(status) : InstrumentValue.of(before);
    return new InstrumentValue(
            status,
            tickSize.after(was.tickSize()),
            lotSize.after(was.lotSize()),
            minQty.after(was.minQty()),
            multiplier.after(was.multiplier()),
            currency.after(was.currency()))
        .text();
  }
}
