package dev.tradewitness.vpin.settings;

import dev.tradewitness.vpin.reading.VpinParameters;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SettingsProperties.class)
class SettingsConfiguration {

  @Bean
  VpinParameters vpinParameters(SettingsProperties settings) {
    return settings.parameters();
  }
}
