package dev.tradewitness.spring.client;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.TradewitnessBuilder;
import dev.tradewitness.client.delivery.ClientListener;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.event.PolicyId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/// The client, and the writer of its events. Each steps back for a bean of the application's own.
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "tradewitness.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ClientProperties.class)
public final class TradewitnessAutoConfiguration {

  /// @throws IOException when the spool's folder cannot be used, or another process uses it
  @Bean(destroyMethod = "close")
  @Lazy(false) // what an earlier process left in the spool is sent at once
  @ConditionalOnMissingBean
  Tradewitness tradewitness(
      ClientProperties p,
      ClientListener listener,
      ObjectProvider<TradewitnessBuilderCustomizer> customizers)
      throws IOException {
    Path folder =
        required("spool.folder", p.spool().folder(), "a folder of this process alone is needed");
    TradewitnessBuilder builder =
        Tradewitness.builder(p.capture(), folder)
            .bounds(p.bounds())
            .spoolBounds(p.spool().bounds())
            .listener(listener)
            .closePatience(p.closePatience())
            .closedByOwner();
    if (p.authorize().address() != null) {
      builder.authorize(p.authorize().address());
    }
    if (!p.authorize().tokenKeys().isEmpty()) {
      builder.tokenKeys(p.authorize().keys());
    }
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.open();
  }

  @Bean
  @Lazy(false) // a missing policy stops the start
  @ConditionalOnMissingBean
  EventWriter eventWriter(ClientProperties p) {
    String policy =
        required(
            "policy-id",
            p.policyId(),
            "the name of the stream is needed, such as com.example:desk-1");
    return new EventWriter(new PolicyId(policy), p.tier(), p.clockStatus(), InstantSource.system());
  }

  @Bean
  @ConditionalOnMissingBean
  ClientListener clientListener() {
    return new LoggingListener();
  }

  private static <T> T required(String name, @Nullable T value, String reason) {
    if (value == null) {
      throw new InvalidConfigurationPropertyValueException(
          "tradewitness.client." + name, null, reason);
    }
    return value;
  }
}
