package dev.tradewitness.benchmarks.orderserver;

import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/// An order server as a trading system has it: Tomcat, one durable step for each order, and the
/// client where it is told to use it. Told by lines on its input, answers each with a line of JSON,
/// and ends when its input does, so it never outlives the program that started it.
public final class OrderServer {
  static final String PATH = "/api/orders";
  static final String OPEN = "open";
  static final String CLOSE = "close";
  static final String TAKE = "take";

  /// Not on the command line, which every account of the machine can read.
  static final String JDBC_URL = "TRADEWITNESS_BENCH_JDBC_URL";

  static final String PASSWORD = "TRADEWITNESS_BENCH_PASSWORD";

  private final CapturePoint point;
  private final OrderFigures figures;

  private OrderServer(CapturePoint point, OrderFigures figures) {
    this.point = point;
    this.figures = figures;
  }

  /// @param args folder for its files, address of capture, stream of the client's events
  public static void main(String[] args) throws IOException, LifecycleException, SQLException {
    PrintStream answers = System.out;
    System.setOut(System.err); // the answers' line is theirs alone
    var tomcatLog = Logger.getLogger("org.apache");
    tomcatLog.setLevel(Level.WARNING);
    var folder = Path.of(args[0]);
    var figures = new OrderFigures();
    var point =
        new CapturePoint(
            URI.create(args[1]), folder.resolve("spool"), new PolicyId(args[2]), figures);
    try (DurableStep step = step(folder)) {
      var tomcat = new Tomcat();
      int port = start(tomcat, folder, new OrderServlet(step, point, figures));
      answers.println(JsonObject.builder().put("port", port).build());
      new OrderServer(point, figures).obey(answers);
      tomcat.stop();
    }
    System.exit(0);
  }

  private static DurableStep step(Path folder) throws IOException, SQLException {
    var url = System.getenv(JDBC_URL);
    return url == null
        ? new FileStep(folder.resolve("orders.ndjson"))
        : new PostgresStep(url, Objects.requireNonNull(System.getenv(PASSWORD), PASSWORD));
  }

  private static int start(Tomcat tomcat, Path folder, OrderServlet servlet)
      throws LifecycleException {
    tomcat.setBaseDir(folder.toString());
    var connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxKeepAliveRequests", "-1");
    tomcat.setConnector(connector);
    var context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "orders", servlet).addMapping(PATH);
    tomcat.start();
    return connector.getLocalPort();
  }

  private void obey(PrintStream answers) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      answers.println(answer(line));
    }
    point.close();
  }

  private JsonObject answer(String line) throws IOException {
    return switch (line) {
      case OPEN -> {
        point.open();
        yield JsonObject.empty();
      }
      case CLOSE -> json(point.close());
      case TAKE -> figures.take();
      default -> throw new IOException("not understood: " + line);
    };
  }

  private static JsonObject json(@Nullable Counters counters) {
    return counters == null
        ? JsonObject.empty()
        : JsonObject.builder()
            .put("logged", counters.logged())
            .put("stored", counters.stored())
            .put("dropped", counters.dropped())
            .put("refused", counters.refused())
            .put("on_disk", counters.onDisk())
            .build();
  }
}
