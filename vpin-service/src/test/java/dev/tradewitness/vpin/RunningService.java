package dev.tradewitness.vpin;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.MovableClock;
import dev.tradewitness.testservers.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// The whole service inside the test's JVM, on a given database. Several may run at once.
final class RunningService implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  RunningService(Database database, Map<String, String> settings) {
    context =
        new SpringApplicationBuilder(VpinApplication.class)
            .run(arguments(database, settings).toArray(String[]::new));
  }

  /// By a clock that a test sets.
  RunningService(Database database, Map<String, String> settings, MovableClock clock) {
    context =
        new SpringApplicationBuilder(VpinApplication.class)
            .initializers((GenericApplicationContext starting) ->
                starting.registerBean(
                    MovableClock.class, () -> clock, definition -> definition.setPrimary(true)))
            .run(arguments(database, settings).toArray(String[]::new));
  }

  static List<String> arguments(Database database, Map<String, String> settings) {
    var arguments = new ArrayList<String>();
    arguments.add("--server.port=0");
    arguments.add("--spring.jmx.enabled=false");
    arguments.add("--spring.datasource.url=" + database.jdbcUrl());
    arguments.add("--spring.datasource.username=" + database.user());
    arguments.add("--spring.datasource.password=" + database.password());
    arguments.add("--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers());
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return arguments;
  }

  int port() {
    return ((TomcatWebServer) ((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  <B> B bean(Class<B> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
