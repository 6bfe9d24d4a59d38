package dev.tradewitness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.delivery.ClientListener;
import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process ends while it logs: by SIGKILL, and in order by SIGTERM.
class KilledProcessTest {

  @TempDir Path folder;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void whatWasToldToBeOnTheDiskIsThereAfterKill9() throws Exception {
    List<String> told = new ArrayList<>();
    Process process = start(Logging.class);
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        told.add(line);
        if (told.size() == 30) {
          process.toHandle().destroyForcibly(); // leaves the pipe open, with what is in it
        }
      }
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    try (FileSpool spool = FileSpool.open(folder, SpoolBounds.ofBytes(256 * 1024 * 1024))) {
      List<String> found =
          spool.read(Integer.MAX_VALUE, Long.MAX_VALUE).stream()
              .map(event -> event.id().toString())
              .toList();
      System.out.printf("told %d, found %d%n", told.size(), found.size());
      // The line behind the last event may have been lost with the process, the event was not.
      assertThat(found)
          .hasSizeGreaterThanOrEqualTo(told.size())
          .startsWith(told.toArray(String[]::new));
      assertThat(spool.damaged()).isZero();
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void whatIsInMemoryAtSigtermIsOnTheDiskAfterwards() throws Exception {
    Process process = start(Stopped.class);
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("logged");
      process.toHandle().destroy();
      assertThat(process.waitFor()).as("128 + SIGTERM").isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
    try (FileSpool spool = FileSpool.open(folder, SpoolBounds.ofBytes(256 * 1024 * 1024))) {
      assertThat(spool.read(Integer.MAX_VALUE, Long.MAX_VALUE))
          .isEqualTo(new SomeEvents(7).next(100));
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aClientThatItsListenerClosedStillEndsBeforeTheProcess() throws Exception {
    Process process = start(ClosedByListener.class);
    try {
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
    try (FileSpool spool = FileSpool.open(folder, SpoolBounds.ofBytes(256 * 1024 * 1024))) {
      assertThat(spool.read(Integer.MAX_VALUE, Long.MAX_VALUE))
          .isEqualTo(new SomeEvents(7).next(100));
    }
  }

  private Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            program.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// Logs a hundred events that stay in memory for a while, and waits to be stopped.
  static final class Stopped {

    private Stopped() {}

    public static void main(String[] folder) throws Exception {
      DeliveryBounds d = DeliveryBounds.DEFAULT;
      var resting =
          new DeliveryBounds(
              d.bufferEvents(),
              d.bufferBytes(),
              d.batchEvents(),
              d.batchBytes(),
              Duration.ofSeconds(1),
              d.requestTimeout(),
              d.backoffFirst(),
              d.backoffMax());
      Tradewitness client =
          Tradewitness.builder(URI.create("http://127.0.0.1:1"), Path.of(folder[0]))
              .bounds(resting)
              .open();
      new SomeEvents(7).next(100).forEach(client::log);
      System.out.println("logged");
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  /// Ends while the sender is still in the listener that closed the client.
  static final class ClosedByListener {

    private ClosedByListener() {}

    public static void main(String[] folder) throws Exception {
      var opened = new CompletableFuture<Tradewitness>();
      var logged = new CountDownLatch(1);
      var closed = new CountDownLatch(1);
      var listener =
          new ClientListener() {
            @Override
            public void requestFailed(String reason) {
              try {
                logged.await();
                opened.join().close();
                closed.countDown();
                while (!isExiting()) {
                  Thread.onSpinWait();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
          };
      Tradewitness client =
          Tradewitness.builder(URI.create("http://127.0.0.1:1"), Path.of(folder[0]))
              .listener(listener)
              .open();
      opened.complete(client);
      new SomeEvents(7).next(100).forEach(client::log);
      logged.countDown();
      closed.await();
      System.exit(0);
    }

    /// Without the client's hook, the process ends before this is true.
    private static boolean isExiting() {
      return Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().equals("tradewitness-exit"));
    }
  }

  /// Logs until it is killed, and prints the id of each event once it is on the disk.
  static final class Logging {

    private Logging() {}

    public static void main(String[] folder) throws IOException {
      var some = new SomeEvents(6);
      try (Tradewitness client =
          Tradewitness.builder(URI.create("http://127.0.0.1:1"), Path.of(folder[0])).open()) {
        for (int i = 0; i < 100_000; i++) {
          Event event = some.next();
          if (!(client.logAndWait(event, Duration.ofSeconds(60)) instanceof Logged.Spooled)) {
            return;
          }
          System.out.println(event.id());
          System.out.flush();
        }
      }
    }
  }
}
