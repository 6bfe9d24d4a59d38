package dev.tradewitness.vpin.state;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The service's tables and what reads and writes them, on a database of its own, without the
/// service.
final class StateDatabase {

  static final VpinParameters PARAMETERS =
      new VpinParameters(10, 2, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 5);

  final JdbcClient jdbc;
  final StateStore store;
  final MetricArchive archive;
  final OldMetrics old;

  private final JdbcTemplate template;
  private final TransactionTemplate transactions;
  private final Feed feed;

  StateDatabase() {
    Database database = Servers.postgres().createDatabase("vpin");
    var source =
        new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
    Flyway.configure().dataSource(source).schemas("vpin").defaultSchema("vpin").load().migrate();
    template = new JdbcTemplate(source);
    jdbc = JdbcClient.create(template);
    int feedId =
        jdbc.sql("INSERT INTO feed (topic) VALUES ('trades') RETURNING feed_id")
            .query(Integer.class)
            .single();
    feed = new Feed(feedId, "trades");
    transactions = new TransactionTemplate(new JdbcTransactionManager(source));
    store = storeUnder(PARAMETERS);
    archive = new MetricArchive(jdbc, feed);
    old = new OldMetrics(jdbc, feed);
  }

  /// The store of a process with other settings.
  StateStore storeUnder(VpinParameters parameters) {
    return new StateStore(template, transactions, new ParameterSets(jdbc, feed, parameters), feed);
  }

  /// Runs what uses this object's connection as one transaction.
  void inTransaction(Runnable work) {
    transactions.executeWithoutResult(status -> work.run());
  }

  /// Rows of a table that the work reads, through an index or not.
  long rowsRead(String table, Runnable work) {
    return Objects.requireNonNull(
        transactions.execute(status -> {
          long before = rowsRead(table);
          work.run();
          return rowsRead(table) - before;
        }));
  }

  private long rowsRead(String table) {
    return jdbc.sql(
            """
            SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
            FROM pg_stat_xact_user_tables WHERE relname = ?
            """)
        .param(table)
        .query(Long.class)
        .single();
  }
}
