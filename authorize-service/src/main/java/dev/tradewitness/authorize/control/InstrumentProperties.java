package dev.tradewitness.authorize.control;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What counts for every instrument.
///
/// @param baseCurrency ISO 4217, in which limits and exposure are
@ConfigurationProperties(prefix = "tradewitness.authorize.instruments", ignoreUnknownFields = false)
public record InstrumentProperties(@DefaultValue("USD") String baseCurrency) {

  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  public InstrumentProperties {
    if (!CURRENCY.matcher(baseCurrency).matches()) {
      throw new IllegalArgumentException(
          "instruments.base-currency is not three capitals: " + baseCurrency);
    }
  }
}
