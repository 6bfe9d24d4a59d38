package dev.tradewitness.authorize.publish;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Where the control relay is.
final class ControlCursor {

  private final JdbcClient database;

  ControlCursor(JdbcClient database) {
    this.database = database;
  }

  /// The number of the newest record that is known to be in Kafka; 0 for none.
  long read() {
    return database.sql("select number from control_cursor").query(Long.class).single();
  }

  /// Never goes back: a relay that lost the lanes may be late.
  void write(long number) {
    database
        .sql("update control_cursor set number = greatest(number, :number)")
        .param("number", number)
        .update();
  }
}
