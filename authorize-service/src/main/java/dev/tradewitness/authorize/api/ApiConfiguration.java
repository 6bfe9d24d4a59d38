package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.authorization.Authorizer;
import dev.tradewitness.authorize.authorization.Lanes;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The HTTP door.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClientProperties.class)
class ApiConfiguration {

  @Bean
  ServletRegistrationBean<AuthorizeServlet> authorizeServlet(
      Authorizer authorizer, MeterRegistry meters, ClientProperties clients) {
    var registration =
        new ServletRegistrationBean<>(
            new AuthorizeServlet(authorizer, new ServletProblems(meters), clients.client()),
            "/v1/authorize");
    registration.setLoadOnStartup(1);
    return registration;
  }

  @Bean
  LanesHealthIndicator lanesHealthIndicator(Lanes lanes) {
    return new LanesHealthIndicator(lanes);
  }
}
