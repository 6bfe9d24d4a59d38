package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.journal.CommitListener;
import dev.tradewitness.authorize.journal.IndexKeyStore;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.JournalUpkeep;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.journal.SnapshotStore;
import dev.tradewitness.authorize.lane.LaneClock;
import dev.tradewitness.authorize.lane.LaneMeters;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.authorize.lane.LaneSettings;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.OrdersProperties;
import dev.tradewitness.authorize.ownership.LaneKeeper;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.ownership.OwnershipListener;
import dev.tradewitness.authorize.policy.ShadowPolicy;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.authorize.token.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Lanes, their ownership, and the doors to them: orders in, reports in, accounts out.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OrdersProperties.class)
class LifecycleConfiguration {

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean(destroyMethod = "close")
  ShadowPolicy shadowPolicy(InstantSource clock, MeterRegistry registry) {
    return new ShadowPolicy(clock, registry);
  }

  @Bean
  LaneMeters laneMeters(MeterRegistry registry) {
    return new LaneMeters(registry);
  }

  @Bean
  LaneClock laneClock(InstantSource clock, LaneMeters meters) {
    return new LaneClock(clock, meters);
  }

  @Bean
  LifecycleMeters lifecycleMeters(MeterRegistry registry) {
    return new LifecycleMeters(registry);
  }

  // The number of lanes is the database's: accounts do not change lanes.
  @Bean
  @DependsOnDatabaseInitialization
  LaneSettings laneSettings(
      OrdersProperties orders,
      LaneClock clock,
      LaneMeters meters,
      TokenSigner signer,
      JournalProperties journal,
      LeaseStore leases,
      IndexKeyStore key,
      JournalUpkeep upkeep)
      throws SQLException {
    return new LaneSettings(
        orders,
        orders.bounds(Runtime.getRuntime().maxMemory()),
        journal.idempotencyWindow(),
        upkeep::findableUpTo,
        clock,
        meters,
        signer,
        leases.prepare(),
        key.read());
  }

  // Closed by the keeper, after the last row is written.
  @Bean(destroyMethod = "")
  Ownership ownership(
      LaneSettings lanes,
      JournalProperties journal,
      JournalStore store,
      LeaseStore leases,
      JournalMeters meters,
      CommitListener listener) {
    return new Ownership(new Ownership.Parts(lanes, journal, store, leases, meters), listener);
  }

  @Bean
  Lanes lanes(Ownership ownership) {
    return ownership.lanes();
  }

  /// Desks and firm are added up over accounts as they are assigned then, so after the controls.
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  OwnershipListener scopesAtTakeover(Ownership ownership, ControlAdmin controls) {
    return new OwnershipListener() {
      @Override
      public void taken() {
        ownership.lanes().sumScopes(() -> controls.get().desks());
      }
    };
  }

  @Bean
  LaneKeeper laneKeeper(
      Ownership ownership,
      LeaseStore leases,
      JournalStore journal,
      SnapshotStore snapshots,
      JournalProperties settings,
      OrdersProperties orders,
      List<OwnershipListener> listeners) {
    return new LaneKeeper(
        ownership,
        leases,
        new LaneRecovery(journal, snapshots),
        settings,
        orders.sweepInterval(),
        listeners);
  }

  @Bean
  Authorizer authorizer(
      Ownership ownership,
      JournalStore journal,
      ControlAdmin controls,
      TokenSigner signer,
      ShadowPolicy shadow,
      LifecycleMeters meters) {
    return new Authorizer(
        ownership.lanes(), journal, controls::rules, signer, ownership::isHeld, shadow, meters);
  }

  @Bean
  ExecutionReports executionReports(Lanes lanes, JournalStore journal, LifecycleMeters meters) {
    return new ExecutionReports(lanes, journal, meters);
  }

  @Bean
  Redemptions redemptions(
      TokenVerifier verifier,
      Ownership ownership,
      JournalStore journal,
      ControlAdmin controls,
      LifecycleMeters meters) {
    return new Redemptions(
        verifier, ownership.lanes(), journal, controls, ownership::isHeld, meters);
  }

  @Bean
  Accounts accounts(Ownership ownership) {
    return new Accounts(ownership);
  }
}
