package dev.tradewitness.kit.database;

/// Names a database as long as it cannot have been replaced: by a restored dump, by a standby, by
/// another server that took over its address.
public final class DatabaseLife {

  private DatabaseLife() {}

  /// An SQL expression. Another server start, another database or another table under the same name
  /// gives another text.
  ///
  /// @param table one that every dump of the service's schema has
  public static String of(String table) {
    return """
    concat_ws(' ', pg_postmaster_start_time(), '%s'::regclass::oid,
      (select oid from pg_database where datname = current_database()))\
    """
        .formatted(table);
  }
}
