package dev.tradewitness.capture.stream;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which instance reads a source that one alone may read. By the database's clock, so that no
/// instance's own matters.
///
/// An instance that stood still for longer than its lease may still hand over what it had read
/// before: its events are the same ones, and are stored once.
public final class SourceLeases {

  private final JdbcClient database;

  SourceLeases(JdbcClient database) {
    this.database = database;
  }

  /// Takes or renews a lease.
  ///
  /// @return whether the holder has it for that time from now
  public boolean hold(String source, String holder, Duration time) {
    return database
            .sql(
                """
                insert into source_lease as l (source, holder, until)
                values (?, ?, now() + ? * interval '1 millisecond')
                on conflict (source) do update
                set holder = excluded.holder, until = excluded.until
                where l.holder = excluded.holder or l.until < now()
                """)
            .params(source, holder, time.toMillis())
            .update()
        == 1;
  }

  /// Gives a lease back, so that another instance need not wait for its end.
  public void release(String source, String holder) {
    database
        .sql("delete from source_lease where source = ? and holder = ?")
        .params(source, holder)
        .update();
  }
}
