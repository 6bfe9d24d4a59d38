package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the database server keeps what it confirms, as its settings say.
final class ServerDurability {

  private static final Logger log = LoggerFactory.getLogger(ServerDurability.class);

  private static final List<String> SETTINGS =
      List.of("fsync", "full_page_writes", "synchronous_commit");

  private ServerDurability() {}

  /// @throws IllegalStateException when the server may lose what it confirmed and that is not
  ///   allowed; the message names the settings
  static void require(DataSource database, boolean required) throws SQLException {
    List<String> off = settingsOff(database);
    if (off.isEmpty()) {
      return;
    }
    String fault = "PostgreSQL may lose what it confirms: " + String.join(", ", off);
    if (required) {
      throw new IllegalStateException(
          fault + "; set tradewitness.authorize.require-durable-server=false to accept that");
    }
    log.atWarn().log(fault);
  }

  private static List<String> settingsOff(DataSource database) throws SQLException {
    var off = new ArrayList<String>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        try (ResultSet rs = statement.executeQuery("show " + setting)) {
          rs.next();
          if (rs.getString(1).equals("off")) {
            off.add(setting + " is off");
          }
        }
      }
    }
    return off;
  }
}
