package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.UnknownProperties;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.ownership.OwnershipListener;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// What people set, read at start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  UnknownProperties.class,
  ReferenceProperties.class,
  ChangesProperties.class
})
class AdminConfiguration {

  @Bean
  ControlAdmin controlAdmin(
      RiskLimits limits,
      TradingStates states,
      Instruments instruments,
      UnknownProperties unknown,
      ReferenceProperties references,
      ControlRecords records,
      ChangesProperties changes,
      InstantSource clock,
      TransactionTemplate transactions,
      EntityManager entities,
      LeaseStore leases) {
    return new ControlAdmin(
        new ControlTables(limits, states, instruments),
        new ControlLedger(entities, records),
        new ControlBooks(unknown, references),
        changes,
        clock,
        transactions,
        new ChangeFence(entities, leases.owner()));
  }

  /// What people set while another instance decided counts before this one does.
  @Bean
  OwnershipListener controlsAtTakeover(ControlAdmin controls, PolicyAdmin policies) {
    return new OwnershipListener() {
      @Override
      public void taken() {
        controls.reload();
        policies.reload();
      }
    };
  }

  @Bean
  PolicyAdmin policyAdmin(StoredPolicies policies, InstantSource clock) {
    return new PolicyAdmin(policies, clock);
  }
}
