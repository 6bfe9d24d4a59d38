package dev.tradewitness.capture.stream;

import dev.tradewitness.testservers.Database;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// What an instance stores in, and reads from, on a real database.
public record RealTable(
    DataSource database, JdbcClient sql, SourceReader places, SourceLeases leases) {

  public static RealTable of(Database database) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .schemas("capture")
        .defaultSchema("capture")
        .load()
        .migrate();
    DataSource source =
        new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
    JdbcClient sql = JdbcClient.create(source);
    return new RealTable(source, sql, new SourceReader(sql), new SourceLeases(sql));
  }

  /// Of one committer.
  public GroupStore events() {
    return new EventStore(database, 10, null);
  }

  /// The orders of a stream, by their numbers.
  public List<String> orderIds(String policyId) {
    return sql.sql(
            """
            select order_id from event join stream using (stream_id)
            where policy_id = ? order by sequence
            """)
        .params(policyId)
        .query(String.class)
        .list();
  }

  /// A lease runs out as when its holder stands still for longer than it.
  public void runOut(String source) {
    sql.sql("update source_lease set until = now() - interval '1 second' where source = ?")
        .params(source)
        .update();
  }
}
