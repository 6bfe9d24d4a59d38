package dev.tradewitness.authorize.journal;

import dev.tradewitness.kit.time.SteadyTime;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The journal's stores.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({JournalProperties.class, DurabilityProperties.class})
class JournalConfiguration {

  @Bean
  MigrationsWithoutTimeLimit migrationsWithoutTimeLimit() {
    return new MigrationsWithoutTimeLimit();
  }

  @Bean
  JournalPools journalPools(DataSource database, DurabilityProperties p) throws SQLException {
    var pools = new JournalPools(database);
    ServerDurability.require(pools.critical(), p.requireDurableServer());
    return pools;
  }

  @Bean
  JournalStore journalStore(JournalPools pools, JournalMeters meters) {
    return new JournalStore(pools.critical(), pools.recovery(), pools.lookups(), meters);
  }

  @Bean
  SnapshotStore snapshotStore(JournalPools pools) {
    return new SnapshotStore(pools.recovery());
  }

  @Bean
  LeaseStore leaseStore(JournalPools pools, JournalProperties p) {
    // A new name at every start: an owner that was killed is another owner.
    return new LeaseStore(pools.critical(), UUID.randomUUID().toString(), p.lanes(), p.leaseLife());
  }

  @Bean
  IndexKeyStore indexKeyStore(JournalPools pools) {
    return new IndexKeyStore(pools.recovery());
  }

  @Bean
  CursorStore cursorStore(JournalPools pools) {
    return new CursorStore(pools.recovery());
  }

  @Bean
  PublishedStore publishedStore(JournalPools pools) {
    return new PublishedStore(pools.recovery());
  }

  @Bean(initMethod = "start")
  @DependsOnDatabaseInitialization
  JournalUpkeep journalUpkeep(
      JournalPools pools, JournalProperties p, JournalMeters meters, InstantSource clock) {
    return new JournalUpkeep(
        pools.recovery(), p.idempotencyWindow(), p.retention(), meters, SteadyTime.of(clock));
  }

  @Bean
  JournalMeters journalMeters(MeterRegistry registry) {
    return new JournalMeters(registry);
  }
}
