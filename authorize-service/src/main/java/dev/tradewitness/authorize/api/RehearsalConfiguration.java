package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.PolicyAdmin;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.lane.OrdersProperties;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What is rehearsed before orders are taken.
@Configuration(proxyBeanMethods = false)
class RehearsalConfiguration {

  @Bean
  OrderRehearsal orderRehearsal(
      PolicyAdmin policies,
      JournalStore journal,
      OrdersProperties orders,
      @Qualifier("doorFilter") FilterRegistrationBean<?> door) {
    return new OrderRehearsal(policies, journal, orders, List.of(door.getFilter()));
  }
}
