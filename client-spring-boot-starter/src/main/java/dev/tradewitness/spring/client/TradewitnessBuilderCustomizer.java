package dev.tradewitness.spring.client;

import dev.tradewitness.client.TradewitnessBuilder;

/// Sets what has no setting, such as an `HttpClient` with TLS or a clock. Called in the order of
/// the beans, after the settings.
@FunctionalInterface
public interface TradewitnessBuilderCustomizer {

  void customize(TradewitnessBuilder builder);
}
