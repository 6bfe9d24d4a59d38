package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.stream.EventSigner;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/// What is rehearsed before events are taken.
@Configuration(proxyBeanMethods = false)
class RehearsalConfiguration {

  @Bean
  EventRehearsal eventRehearsal(
      ReceptionClock clock,
      EventSigner signer,
      RequestMappingHandlerAdapter adapter,
      @Qualifier("doorFilter") FilterRegistrationBean<?> door) {
    return new EventRehearsal(
        clock,
        signer.mode(EventRehearsal.POLICY_ID),
        adapter,
        Objects.requireNonNull(door.getFilter()));
  }
}
