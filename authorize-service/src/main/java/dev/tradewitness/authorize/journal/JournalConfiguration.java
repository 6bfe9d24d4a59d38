package dev.tradewitness.authorize.journal;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The journal's stores.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({JournalProperties.class, DurabilityProperties.class})
class JournalConfiguration {

  @Bean
  JournalStore journalStore(DataSource database) {
    return new JournalStore(database);
  }

  @Bean
  SnapshotStore snapshotStore(DataSource database) {
    return new SnapshotStore(database);
  }

  @Bean
  LeaseStore leaseStore(DataSource database, JournalProperties p) {
    // A new name at every start: an owner that was killed is another owner.
    return new LeaseStore(database, UUID.randomUUID().toString(), p.lanes(), p.leaseLife());
  }

  @Bean
  CursorStore cursorStore(DataSource database) {
    return new CursorStore(database);
  }

  @Bean
  JournalMeters journalMeters(MeterRegistry registry) {
    return new JournalMeters(registry);
  }
}
