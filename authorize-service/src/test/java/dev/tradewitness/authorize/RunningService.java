package dev.tradewitness.authorize;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.MovableClock;
import dev.tradewitness.testservers.Servers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// One authorize-service in this JVM, on a database that outlives it.
final class RunningService implements AutoCloseable {

  static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final ConfigurableApplicationContext context;
  private final HttpCaller caller;

  private RunningService(ConfigurableApplicationContext context) {
    this.context = context;
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    this.caller = new HttpCaller(port);
  }

  static Database freshDatabase() {
    Servers.kafka().resetTopics();
    return Servers.postgres().createDatabase("authorize");
  }

  /// Starts and waits until orders are decided.
  static RunningService start(Database database, String... settings) {
    RunningService service = launch(database, settings);
    service.awaitOpen();
    return service;
  }

  /// Starts with the service's own defaults, but for what it cannot start without.
  static RunningService startOnDefaults(Database database) {
    var service =
        new RunningService(
            new SpringApplicationBuilder(AuthorizeApplication.class)
                .run(
                    arguments(database).stream()
                        .filter(argument ->
                            !argument.startsWith("--tradewitness.authorize.")
                                || argument.contains(".token.secret="))
                        .toArray(String[]::new)));
    service.awaitOpen();
    return service;
  }

  static RunningService launch(Database database, String... settings) {
    return new RunningService(
        new SpringApplicationBuilder(AuthorizeApplication.class)
            .run(arguments(database, settings).toArray(String[]::new)));
  }

  /// The same by a clock that a test sets.
  static RunningService launch(Database database, MovableClock clock, String... settings) {
    return new RunningService(
        new SpringApplicationBuilder(AuthorizeApplication.class)
            .initializers((GenericApplicationContext context) ->
                context.registerBean(
                    MovableClock.class, () -> clock, definition -> definition.setPrimary(true)))
            .run(arguments(database, settings).toArray(String[]::new)));
  }

  static List<String> arguments(Database database, String... settings) {
    var arguments = new ArrayList<String>();
    arguments.add("--server.port=0");
    arguments.add("--spring.datasource.url=" + database.jdbcUrl());
    arguments.add("--spring.datasource.username=" + database.user());
    arguments.add("--spring.datasource.password=" + database.password());
    arguments.add("--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers());
    Stream.of(
            "token.secret=" + SECRET,
            "journal.lease-life=3s",
            "unknown-client=allow",
            "unknown-symbol=allow",
            "reference.required-for-sells=false")
        .map(setting -> "tradewitness.authorize." + setting)
        // Two arguments of one name would be one list of both values.
        .filter(setting -> Arrays.stream(settings).noneMatch(own -> sameKey(own, setting)))
        .forEach(setting -> arguments.add("--" + setting));
    Arrays.stream(settings).map(setting -> "--" + setting).forEach(arguments::add);
    return arguments;
  }

  private static boolean sameKey(String one, String other) {
    return one.startsWith(other.substring(0, other.indexOf('=') + 1));
  }

  void awaitOpen() {
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> get("/health").status() == 200);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// An answer with its JSON body.
  record Reply(int status, JsonObject body, HttpResponse<String> raw) {
    String text(String... path) {
      JsonObject at = body;
      for (int i = 0; i < path.length - 1; i++) {
        at = Objects.requireNonNull(at.object(path[i]), path[i]);
      }
      return Objects.requireNonNull(at.text(path[path.length - 1]), String.join(".", path));
    }
  }

  Reply get(String path) {
    return caller.get(path);
  }

  Reply post(String path, String body, String... headers) {
    return caller.post(path, body, headers);
  }

  Reply put(String path, String body) {
    return caller.put(path, body);
  }

  Reply send(String method, String path, String body, String... headers) {
    return caller.send(method, path, body, headers);
  }

  /// Sets a trading state as two people do: what loosens is approved by a second one.
  Reply setState(String path, String state) {
    return approved(
        put(path, "{\"state\":\"%s\",\"reason\":\"drill\",\"actor\":\"ops\"}".formatted(state)));
  }

  /// The answer to the approval of a change that waits; any other answer as it is.
  Reply approved(Reply reply) {
    return reply.status() == 202
        ? post("/v1/changes/" + reply.text("change_id") + "/approve", "{\"approver\":\"second\"}")
        : reply;
  }

  Reply authorize(String client, String id, String symbol, String side, String qty, String price) {
    return post("/v1/authorize", order(client, id, symbol, side, qty, price));
  }

  static String order(
      String client, String id, String symbol, String side, String qty, String price) {
    return """
    {"order":{"client_order_id":"%s","symbol":"%s","side":"%s","qty":%s,"price":%s},
     "context":{"client_id":"%s"}}\
    """
        .formatted(id, symbol, side, qty, price, client);
  }

  /// The figure of one line of the metrics page; zero when there is no such line.
  double metric(String name) {
    return caller
        .text("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    context.close();
    caller.close();
  }
}
