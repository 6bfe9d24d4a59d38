package dev.tradewitness.capture.stream;

/// Names the database as long as it cannot have been replaced.
public final class DatabaseLife {

  /// Another server start, another database or another table under the same name gives another
  /// text.
  public static final String SQL =
      """
      concat_ws(' ', pg_postmaster_start_time(), 'stream'::regclass::oid,
        (select oid from pg_database where datname = current_database()))\
      """;

  private DatabaseLife() {}
}
