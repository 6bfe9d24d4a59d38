package dev.tradewitness.authorize.journal;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
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
  JournalStore journalStore(JournalPools pools, DataSource database, JournalMeters meters) {
    return new JournalStore(pools.critical(), database, meters);
  }

  @Bean
  SnapshotStore snapshotStore(DataSource database) {
    return new SnapshotStore(database);
  }

  @Bean
  LeaseStore leaseStore(JournalPools pools, JournalProperties p) {
    // A new name at every start: an owner that was killed is another owner.
    return new LeaseStore(pools.critical(), UUID.randomUUID().toString(), p.lanes(), p.leaseLife());
  }

  @Bean
  IndexKeyStore indexKeyStore(DataSource database) {
    return new IndexKeyStore(database);
  }

  @Bean
  CursorStore cursorStore(DataSource database) {
    return new CursorStore(database);
  }

  @Bean(initMethod = "start")
  @DependsOnDatabaseInitialization
  JournalUpkeep journalUpkeep(DataSource database, JournalProperties p, JournalMeters meters) {
    return new JournalUpkeep(database, p.idempotencyWindow(), p.retention(), meters);
  }

  @Bean
  JournalMeters journalMeters(MeterRegistry registry) {
    return new JournalMeters(registry);
  }
}
