package dev.tradewitness.spring.logged;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.spring.client.TradewitnessAutoConfiguration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/// Logs the calls of methods with [VcpLogged].
@AutoConfiguration(after = TradewitnessAutoConfiguration.class)
@ConditionalOnBean({Tradewitness.class, EventWriter.class})
public final class VcpLoggedAutoConfiguration {

  @Bean
  @Lazy(false) // a call at the end of the context is counted, too, and then no bean can be made
  LoggedCounts loggedCounts() {
    return new LoggedCounts();
  }

  /// Made before all other beans, so it asks for them only when a call is logged.
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static LoggedPostProcessor loggedPostProcessor(BeanFactory beans, Environment environment) {
    // As Boot decides for its own proxies.
    boolean isByClass =
        environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true);
    var calls =
        new CallLog(
            SingletonSupplier.of(() -> beans.getBean(Tradewitness.class)),
            SingletonSupplier.of(() -> beans.getBean(EventWriter.class)),
            SingletonSupplier.of(() -> beans.getBean(LoggedCounts.class)),
            beans);
    return new LoggedPostProcessor(new LoggedMethods(beans, isByClass), calls, isByClass);
  }
}
