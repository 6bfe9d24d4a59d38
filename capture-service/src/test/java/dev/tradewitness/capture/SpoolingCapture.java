package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A capture-service with a spool, and what tests ask of one.
final class SpoolingCapture {

  static final Duration PATIENCE = Duration.ofSeconds(90);

  /// So long that a commit on a busy machine is not taken for a database that is away.
  static final String PATIENT_COMMIT = "--tradewitness.capture.spool.commit-wait=5s";

  private SpoolingCapture() {}

  /// @param folder the spool lies in it
  static CaptureProcess start(Database database, Path folder, String... settings) {
    var all = new ArrayList<>(List.of(settings));
    // Tests share their machine with whatever else builds there.
    all.add("--tradewitness.capture.intake.deadline=20s");
    all.add("--tradewitness.capture.spool.folder=" + folder.resolve("spool"));
    return CaptureProcess.start(database, all.toArray(String[]::new));
  }

  /// Whoever reads "healthy" gets no 202 any more. The last records of the spool may still be on
  /// their way into the table then; nothing can overtake them.
  static void awaitDirect(CaptureProcess capture) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var health = capture.http().get("/health").json();
          return "healthy".equals(health.string("status"))
              && "0".equals(health.text("spooled_events"));
        });
  }

  /// Sends an order; it must be answered with this status.
  static UUID log(CaptureProcess capture, String policyId, int status) {
    UUID id = UUID.randomUUID();
    var answer = capture.http().log(Events.order(id, policyId));
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return id;
  }
}
