package dev.tradewitness.kit.database;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/// Two pools to one database, for a service whose HTTP requests must not take the connections that
/// its feed and its schedules need: one for requests, one for everything else.
///
/// `spring.datasource.hikari` sets both; `tradewitness.requests.hikari` says what is otherwise for
/// requests.
@Configuration(proxyBeanMethods = false)
public class TwoPools {

  private static final String BOTH = "spring.datasource.hikari";
  private static final String REQUESTS = "tradewitness.requests.hikari";

  @Bean(defaultCandidate = false)
  HikariDataSource backgroundPool(DataSourceProperties database, Environment environment) {
    return pool("background", database, environment);
  }

  @Bean(defaultCandidate = false)
  HikariDataSource requestPool(DataSourceProperties database, Environment environment) {
    HikariDataSource pool = pool("requests", database, environment);
    Binder.get(environment).bind(REQUESTS, Bindable.ofInstance(pool));
    return pool;
  }

  @Bean
  @Primary
  DataSource routedDatabase(
      @Qualifier("backgroundPool") DataSource background,
      @Qualifier("requestPool") DataSource requests) {
    return new RoutedDatabase(background, requests);
  }

  /// What the readiness probe asks. A service whose requests have to wait is ready all the same.
  @Bean
  DataSourceHealthIndicator dbHealthContributor(
      @Qualifier("backgroundPool") DataSource background) {
    return new DataSourceHealthIndicator(background);
  }

  private static HikariDataSource pool(
      String name, DataSourceProperties database, Environment environment) {
    HikariDataSource pool =
        database.initializeDataSourceBuilder().type(HikariDataSource.class).build();
    pool.setPoolName(name);
    Binder.get(environment).bind(BOTH, Bindable.ofInstance(pool));
    return pool;
  }
}
