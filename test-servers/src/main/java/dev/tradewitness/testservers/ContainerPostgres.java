package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.DatabaseAdmin;
import java.sql.SQLException;

/// `postgres:18` in a container.
final class ContainerPostgres extends PostgresServer {
  private static final int INNER_PORT = 5432;
  private static final String PASSWORD = "test-only";

  private final FixedPortContainer container;

  ContainerPostgres() {
    this.container = new FixedPortContainer("postgres:18", INNER_PORT);
    container.withEnv("POSTGRES_PASSWORD", PASSWORD);
  }

  @Override
  DatabaseAdmin admin() {
    return new DatabaseAdmin(address(), "postgres", PASSWORD);
  }

  @Override
  String address() {
    return "jdbc:postgresql://%s:%d/".formatted(container.getHost(), container.port());
  }

  @Override
  public void start() {
    container.startAgain(this::answers);
  }

  @Override
  public void stop() {
    container.end();
  }

  @Override
  public void kill() {
    container.crash();
  }

  private boolean answers() {
    try (var connection = admin().connect("postgres")) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }
}
