package dev.tradewitness.capture.stream;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which instance reads a source that one alone may read. By the database's clock, so that no
/// instance's own matters.
///
/// An instance that stood still for longer than its lease may hand over what it had read before: by
/// then it is not stored, see [SourceTenure].
public final class SourceLeases {

  private final JdbcClient database;

  SourceLeases(JdbcClient database) {
    this.database = database;
  }

  /// One reader's lease of a source.
  ///
  /// @param time for which it lasts unless it is kept
  public SourceLease of(String source, Duration time) {
    return new SourceLease(this, source, time, System::nanoTime);
  }

  /// Takes a lease that nobody has.
  ///
  /// @return whether the holder has it for that time from now
  boolean take(SourceTenure tenure, Duration time) {
    return database
            .sql(
                """
                insert into source_lease as l (source, holder, until)
                values (?, ?, now() + ? * interval '1 millisecond')
                on conflict (source) do update
                set holder = excluded.holder, until = excluded.until
                where l.until < now()
                """)
            .params(tenure.source(), tenure.holder(), time.toMillis())
            .update()
        == 1;
  }

  /// Renews a lease, also one that has run out meanwhile.
  ///
  /// @return false when it is lost
  boolean keep(SourceTenure tenure, Duration time) {
    return database
            .sql(
                """
                update source_lease set until = now() + ? * interval '1 millisecond'
                where source = ? and holder = ?
                """)
            .params(time.toMillis(), tenure.source(), tenure.holder())
            .update()
        == 1;
  }

  /// Gives a lease back, so that another instance need not wait for its end.
  void release(SourceTenure tenure) {
    database
        .sql("delete from source_lease where source = ? and holder = ?")
        .params(tenure.source(), tenure.holder())
        .update();
  }
}
