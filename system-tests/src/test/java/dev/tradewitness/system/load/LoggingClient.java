package dev.tradewitness.system.load;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/// A process that logs by the Java client until it is killed. Tells, a line each, what became of
/// its events: `STORED`, `SPOOLED` or `OTHER` and the id.
public final class LoggingClient {

  private static final long PAUSE_NANOS = 500_000;

  private LoggingClient() {}

  /// Starts one; its lines are the process's output.
  public static Process start(String capture, Path spool, String policy) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            LoggingClient.class.getName(),
            capture,
            spool.toString(),
            policy)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// @param arguments address of capture-service or its LDJSON door, folder of the spool, policy
  public static void main(String[] arguments) throws IOException {
    var writer =
        new EventWriter(
            new PolicyId(arguments[2]), "SILVER", "BEST_EFFORT", InstantSource.system());
    try (Tradewitness client =
        Tradewitness.builder(URI.create(arguments[0]), Path.of(arguments[1])).open()) {
      for (int number = 0; ; number++) {
        Event event = writer.write("ORD", payload(number));
        var _ = client.logAsync(event).thenAccept(outcome -> tell(outcome, event));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static JsonObject payload(int number) {
    return JsonObject.builder().put("number", Integer.toString(number)).build();
  }

  @SuppressWarnings("SystemOut") // what the drill reads
  private static void tell(Logged outcome, Event event) {
    String word =
        switch (outcome) {
          case Logged.Stored _, Logged.Settled _ -> "STORED";
          case Logged.Spooled _ -> "SPOOLED";
          case Logged.Refused _, Logged.Unavailable _ -> "OTHER";
        };
    synchronized (LoggingClient.class) {
      System.out.println(word + " " + event.id());
      System.out.flush();
    }
  }
}
