package dev.tradewitness.spring.logged;

import dev.tradewitness.spring.client.TradewitnessAutoConfiguration;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// The starter in a context. Nobody listens on port 9 of this machine.
final class Starter {

  private Starter() {}

  static ApplicationContextRunner in(Path folder) {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                TradewitnessAutoConfiguration.class, VcpLoggedAutoConfiguration.class))
        .withPropertyValues(
            "tradewitness.client.capture=http://127.0.0.1:9",
            "tradewitness.client.policy-id=test:logged",
            "tradewitness.client.close-patience=0s",
            "tradewitness.client.spool.folder=" + folder);
  }
}
