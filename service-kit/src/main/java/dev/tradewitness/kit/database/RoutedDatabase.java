package dev.tradewitness.kit.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Gives a thread that answers an HTTP request a connection of the requests' pool, and every other
/// thread one of the background's. However many questions are slow, what must go on finds a
/// connection.
///
/// What operators ask (`/health`, `/metrics`, `/actuator`) is answered from the background's.
final class RoutedDatabase extends DelegatingDataSource {

  private static final List<String> OPERATORS = List.of("/health", "/metrics", "/actuator");

  private final DataSource requests;

  RoutedDatabase(DataSource background, DataSource requests) {
    super(background);
    this.requests = requests;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return isRequest() ? requests.getConnection() : super.getConnection();
  }

  private static boolean isRequest() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
        && OPERATORS.stream().noneMatch(request.getRequest().getRequestURI()::startsWith);
  }
}
