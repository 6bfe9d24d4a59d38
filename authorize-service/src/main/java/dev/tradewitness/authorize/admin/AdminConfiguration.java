package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.InstrumentProperties;
import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.UnknownProperties;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.ownership.OwnershipListener;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.support.TransactionTemplate;

/// What people set, read at start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  UnknownProperties.class,
  ReferenceProperties.class,
  InstrumentProperties.class,
  ChangesProperties.class
})
class AdminConfiguration {

  @Bean
  ControlTables controlTables(
      RiskLimits limits,
      TradingStates states,
      Instruments instruments,
      ControlSettings settings,
      StoredPolicies policies) {
    return new ControlTables(limits, states, instruments, settings, policies);
  }

  @Bean
  ControlBooks controlBooks(
      UnknownProperties unknown, ReferenceProperties references, InstrumentProperties instruments) {
    return new ControlBooks(unknown, references, instruments);
  }

  @Bean
  ControlAdmin controlAdmin(
      ControlTables tables,
      ControlBooks books,
      CompiledPolicies compiled,
      PolicyAdmin policyAtStart,
      ReferenceProperties references,
      ControlRecords records,
      ChangesProperties changes,
      InstantSource clock,
      TransactionTemplate transactions,
      EntityManager entities,
      LeaseStore leases) {
    return new ControlAdmin(
        tables,
        new ControlLedger(entities, records),
        books,
        new ReferencePrices(entities, references),
        compiled,
        policyAtStart.get(),
        changes,
        clock,
        transactions,
        new ChangeFence(entities, leases.owner()));
  }

  /// What people set while another instance decided counts before this one does. Other listeners go
  /// by it.
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  OwnershipListener controlsAtTakeover(ControlAdmin controls) {
    return new OwnershipListener() {
      @Override
      public void taken() {
        controls.reload();
      }
    };
  }

  @Bean
  CompiledPolicies compiledPolicies(StoredPolicies policies) {
    return new CompiledPolicies(policies);
  }

  @Bean
  PolicyAdmin policyAdmin(
      StoredPolicies policies,
      CompiledPolicies compiled,
      InstantSource clock,
      TransactionTemplate transactions) {
    return new PolicyAdmin(policies, compiled, clock, transactions);
  }
}
