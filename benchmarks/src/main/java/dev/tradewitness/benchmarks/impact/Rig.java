package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.orderserver.OrderProcess;
import dev.tradewitness.benchmarks.orderserver.OrderProcess.Login;
import dev.tradewitness.benchmarks.orderserver.OrderTable;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.launcher.part.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that a run starts: the order server, two nginx, the source of events beside. Closing
/// it ends them and deletes their files.
final class Rig implements AutoCloseable {
  /// Of the client's events.
  static final PolicyId POLICY = new PolicyId("local.tradewitness:bench-impact");

  private static final int RADIX = 36;

  /// How something ends that was started.
  private interface End {
    void end() throws IOException, SQLException, InterruptedException;
  }

  private final Deque<End> opened = new ArrayDeque<>();
  private final Map<Condition, ImpactOrders> orders = new EnumMap<>(Condition.class);
  private final Map<Condition, Integer> ports = new EnumMap<>(Condition.class);
  private final String run = "impact-" + Long.toString(System.currentTimeMillis(), RADIX);
  private final OrderProcess server;
  private final EventsBeside beside;
  private long notTaken;

  /// @param nginx its program; not used where no condition needs it
  Rig(Target target, ImpactSettings settings, List<Condition> conditions, Optional<Path> nginx)
      throws IOException, InterruptedException, SQLException {
    try {
      // Not a temporary folder of the system: that may be in memory, where no write waits.
      var folder = folder(Files.createTempDirectory(target.folder(), "bench-impact"));
      int capture = target.port();
      var address = URI.create("http://127.0.0.1:" + capture);
      server = OrderProcess.start(folder, address, POLICY, login(target, settings.step()));
      opened.push(server::close);
      beside =
          new EventsBeside(
              address,
              folder.resolve("spool-beside"),
              POLICY,
              prefix(Condition.BESIDE) + "event-",
              settings.rate());
      opened.push(beside::stop);
      for (var condition : conditions) {
        orders.put(condition, new ImpactOrders(server.path(), prefix(condition)));
        ports.put(condition, port(condition, settings, nginx, capture));
      }
    } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Optional<Login> login(Target target, Step step) throws SQLException {
    return switch (step) {
      case FILE -> Optional.empty();
      case POSTGRES -> {
        var login =
            target
                .postgres()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "--step postgres needs a stack of ./tradewitness up"));
        var table = new OrderTable(login.jdbcUrl(), login.password());
        opened.push(table::close);
        yield Optional.of(login);
      }
    };
  }

  private int port(Condition condition, ImpactSettings settings, Optional<Path> nginx, int capture)
      throws IOException, InterruptedException {
    return switch (condition) {
      case NONE, CONTROL, BESIDE, CLIENT -> server.port();
      case NGINX, MIRROR -> {
        var started =
            NginxProcess.start(
                nginx.orElseThrow(),
                settings.home(),
                folder(Files.createTempDirectory("tw-impact")),
                server.port(),
                capture,
                condition == Condition.MIRROR);
        opened.push(started::close);
        yield started.port();
      }
    };
  }

  private String prefix(Condition condition) {
    return "%s-%s-".formatted(run, condition.word());
  }

  private Path folder(Path made) {
    opened.push(() -> Folders.deleteTree(made));
    return made;
  }

  OrderProcess server() {
    return server;
  }

  int port(Condition condition) {
    return ports.getOrDefault(condition, server.port());
  }

  ImpactOrders orders(Condition condition) {
    var found = orders.get(condition);
    if (found == null) {
      throw new IllegalArgumentException(condition + " is not part of this run");
    }
    return found;
  }

  /// Orders of the warm-up: nobody looks for their events.
  ImpactOrders warmUpOrders(Condition condition) {
    return new ImpactOrders(server.path(), run + "-warm-up-" + condition.word() + "-");
  }

  void begin(Condition condition) throws IOException, InterruptedException {
    switch (condition) {
      case CLIENT -> server.openClient();
      case BESIDE -> beside.start();
      case NONE, CONTROL, NGINX, MIRROR -> {
        // Nothing to start: the request's way is the whole difference.
      }
    }
  }

  void end(Condition condition) throws IOException, InterruptedException {
    switch (condition) {
      case CLIENT -> notTaken += server.closeClient();
      case BESIDE -> beside.stop();
      case NONE, CONTROL, NGINX, MIRROR -> {
        // Nothing was started.
      }
    }
  }

  /// Events that the client dropped or capture refused.
  long notTaken() {
    return notTaken;
  }

  @Override
  public void close() throws IOException {
    var failed = new ArrayList<Exception>();
    boolean interrupted = Thread.interrupted(); // or the waits for an end would not wait
    while (!opened.isEmpty()) {
      try {
        opened.pop().end();
      } catch (IOException | SQLException e) {
        failed.add(e); // the others are ended all the same
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!failed.isEmpty()) {
      throw new IOException("not everything of the run was removed", failed.getFirst());
    }
  }
}
