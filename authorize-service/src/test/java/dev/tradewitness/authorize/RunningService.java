package dev.tradewitness.authorize;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// One authorize-service in this JVM, on a database that outlives it.
final class RunningService implements AutoCloseable {

  static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;

  private RunningService(ConfigurableApplicationContext context) {
    this.context = context;
    int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    this.address = URI.create("http://127.0.0.1:" + port);
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

  static RunningService launch(Database database, String... settings) {
    return new RunningService(
        new SpringApplicationBuilder(AuthorizeApplication.class)
            .run(arguments(database, settings).toArray(String[]::new)));
  }

  static List<String> arguments(Database database, String... settings) {
    var arguments = new ArrayList<String>();
    arguments.add("--server.port=0");
    arguments.add("--spring.datasource.url=" + database.jdbcUrl());
    arguments.add("--spring.datasource.username=" + database.user());
    arguments.add("--spring.datasource.password=" + database.password());
    arguments.add("--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers());
    arguments.add("--tradewitness.authorize.token.secret=" + SECRET);
    arguments.add("--tradewitness.authorize.journal.lease-life=2s");
    Arrays.stream(settings).map(setting -> "--" + setting).forEach(arguments::add);
    return arguments;
  }

  void awaitOpen() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> get("/health").status() == 200);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  URI address() {
    return address;
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
    return send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  Reply post(String path, String body, String... headers) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply post(String path, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  Reply put(String path, String body) {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json"));
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
    return send(HttpRequest.newBuilder(address.resolve("/metrics")).GET(), true)
        .raw()
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  private Reply send(HttpRequest.Builder request) {
    return send(request, false);
  }

  private Reply send(HttpRequest.Builder request, boolean plain) {
    try {
      HttpResponse<String> response =
          http.send(
              request.timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      String body = response.body();
      return new Reply(
          response.statusCode(),
          plain || body.isEmpty()
              ? JsonObject.empty()
              : Json.parseObject(body.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT),
          response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    http.close();
  }
}
