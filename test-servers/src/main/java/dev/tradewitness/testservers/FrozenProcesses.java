package dev.tradewitness.testservers;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Stops processes in their tracks (SIGSTOP): they hold their connections and answer nothing.
public final class FrozenProcesses {

  private FrozenProcesses() {}

  /// The server processes of a database, and the one that would start others.
  public static List<ProcessHandle> freeze(Database database)
      throws SQLException, IOException, InterruptedException {
    var found = new ArrayList<ProcessHandle>();
    String name = database.jdbcUrl().substring(database.jdbcUrl().lastIndexOf('/') + 1);
    try (var connection = Servers.postgres().connectAsSuperuser();
        var statement =
            connection.prepareStatement("select pid from pg_stat_activity where datname = ?")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(ProcessHandle.of(row.getLong(1)).orElseThrow());
        }
      }
    }
    found.add(found.getFirst().parent().orElseThrow());
    signal("-STOP", found);
    return found;
  }

  public static void thaw(List<ProcessHandle> frozen) throws IOException, InterruptedException {
    signal("-CONT", frozen);
  }

  /// One process, by its number.
  public static void freeze(ProcessHandle process) throws IOException, InterruptedException {
    signal("-STOP", List.of(process));
  }

  private static void signal(String signal, List<ProcessHandle> to)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("kill", signal));
    to.forEach(process -> command.add(Long.toString(process.pid())));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("no signal sent: " + command);
    }
  }
}
