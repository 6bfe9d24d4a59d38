package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.DatabaseAdmin;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.PostgresPart;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.time.Duration;

/// The launcher's PostgreSQL, as a process.
final class EmbeddedPostgres extends PostgresServer {
  private final PostgresPart part;

  EmbeddedPostgres(TestFolder folder) {
    // The programs are unpacked once for all modules.
    var software = TestFolder.home().resolve("launcher/target/postgres");
    this.part =
        new PostgresPart(
            folder.place(PostgresPart.NAME), ReservedPorts.one(), "test-only", software);
  }

  @Override
  DatabaseAdmin admin() {
    return part.admin();
  }

  @Override
  String address() {
    return part.address();
  }

  @Override
  public void start() {
    try {
      part.start();
      part.awaitReady(Duration.ofMinutes(2));
    } catch (PartFailedException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + String.join("\n", e.logTail()), e);
    }
  }

  @Override
  public void stop() {
    part.stop(Duration.ofSeconds(20));
  }

  @Override
  public void kill() {
    part.kill();
  }
}
