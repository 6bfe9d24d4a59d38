package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.PolicyAdmin;
import dev.tradewitness.authorize.journal.CommitListener;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.journal.SnapshotStore;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Lanes, their keeper, and the two doors to them: one for orders, one for what happens later.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthorizationProperties.class)
class AuthorizationConfiguration {

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  LaneClock laneClock(InstantSource clock) {
    return new LaneClock(clock);
  }

  @Bean
  AuthorizationMeters authorizationMeters(MeterRegistry registry) {
    return new AuthorizationMeters(registry);
  }

  @Bean
  Lanes.Parts laneParts(
      AuthorizationProperties settings,
      JournalProperties journal,
      TokenKeys keys,
      TokenProperties tokens,
      LaneClock clock,
      JournalStore store,
      LeaseStore leases,
      AuthorizationMeters meters,
      JournalMeters journalMeters) {
    return new Lanes.Parts(
        settings, journal, keys, tokens, clock, store, leases, meters, journalMeters);
  }

  // Closed by the keeper, after the last row is written.
  @Bean(destroyMethod = "")
  Lanes lanes(Lanes.Parts parts, CommitListener listener) {
    return new Lanes(parts, listener);
  }

  @Bean
  LaneKeeper laneKeeper(
      Lanes lanes,
      LeaseStore leases,
      JournalStore journal,
      SnapshotStore snapshots,
      JournalProperties settings) {
    return new LaneKeeper(lanes, leases, journal, snapshots, settings);
  }

  @Bean
  Authorizer authorizer(
      Lanes lanes,
      JournalStore journal,
      PolicyAdmin policies,
      ControlAdmin controls,
      AuthorizationMeters meters) {
    return new Authorizer(lanes, journal, policies, controls, meters);
  }

  @Bean
  OrderBook orderBook(
      Lanes lanes, JournalStore journal, Authorizer authorizer, AuthorizationMeters meters) {
    return new OrderBook(lanes, journal, authorizer, meters);
  }
}
