package dev.tradewitness.capture;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/// One capture-service in this JVM, on a database that outlives it.
final class RunningCapture implements AutoCloseable {

  private final ServletWebServerApplicationContext context;
  private final CaptureHttp http;

  private RunningCapture(ServletWebServerApplicationContext context) {
    this.context = context;
    this.http = new CaptureHttp(context.getWebServer().getPort());
  }

  static RunningCapture start(Database database, String... settings) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--tradewitness.capture.ldjson.port=0",
                "--tradewitness.capture.ldjson.metrics-port=0",
                "--tradewitness.capture.signing.seed=" + CaptureTest.SEED,
                "--tradewitness.capture.intake.deadline=20s",
                "--spring.jmx.enabled=false",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers()));
    for (String setting : settings) { // of a key that is given twice Spring makes a list
      String key = setting.substring(0, setting.indexOf('=') + 1);
      arguments.removeIf(argument -> argument.startsWith(key));
      arguments.add(setting);
    }
    return new RunningCapture(
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(CaptureApplication.class)
                .run(arguments.toArray(String[]::new)));
  }

  CaptureHttp http() {
    return http;
  }

  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  @Override
  public void close() {
    context.close();
  }
}
