package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.lifecycle.Authorizer;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.token.TokenKeyring;
import dev.tradewitness.kit.web.ReadSize;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

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

  // The hot path has a timer of its own; an observation would cost as much as the decision.
  @Bean
  FilterRegistrationBean<ServerHttpObservationFilter> observationOfControllersOnly(
      ObservationRegistry observations) {
    return controllersOnly(
        new ServerHttpObservationFilter(observations), Ordered.HIGHEST_PRECEDENCE + 1);
  }

  // An order is read as bytes; JSON is UTF-8.
  @Bean
  FilterRegistrationBean<CharacterEncodingFilter> encodingOfControllersOnly(
      CharacterEncodingFilter encoding) {
    return controllersOnly(encoding, Ordered.HIGHEST_PRECEDENCE);
  }

  private static <F extends Filter> FilterRegistrationBean<F> controllersOnly(F filter, int order) {
    var registration = new FilterRegistrationBean<>(filter);
    registration.setServletNames(
        List.of(DispatcherServletAutoConfiguration.DEFAULT_DISPATCHER_SERVLET_BEAN_NAME));
    registration.setOrder(order);
    return registration;
  }

  /// A page of accounts with their positions.
  @Bean
  ReadSize sizeOfExposures() {
    return ReadSize.of("/v1/exposures", DataSize.ofMegabytes(6));
  }

  /// All of them in one answer.
  @Bean
  ReadSize sizeOfControls() {
    return ReadSize.of(
        "/v1/(limits|instruments|reference-prices|short-sale|permissions)",
        DataSize.ofMegabytes(6));
  }

  /// A page of documents of 64 KiB, or a report with its differences.
  @Bean
  ReadSize sizeOfPolicies() {
    return ReadSize.of("/v1/policies.*", DataSize.ofMegabytes(6));
  }

  /// A page of records with a reason and a comment of 1,000 characters each.
  @Bean
  ReadSize sizeOfChanges() {
    return ReadSize.of("/v1/changes.*", DataSize.ofMegabytes(6));
  }

  @Bean
  TokenKeysHealth tokenKeysHealth(TokenKeyring keys, InstantSource clock) {
    return new TokenKeysHealth(keys, clock);
  }

  @Bean
  AdminReads adminReads() {
    return new AdminReads();
  }

  @Bean
  ChangesInForce changesInForce(Ownership ownership, ControlAdmin controls) {
    return new ChangesInForce(ownership, controls);
  }

  @Bean
  ChangeDoor changeDoor(ControlAdmin controls, ChangesInForce inForce) {
    return new ChangeDoor(controls, inForce);
  }

  @Bean
  LanesHealthIndicator lanesHealthIndicator(Ownership ownership) {
    return new LanesHealthIndicator(ownership);
  }
}
