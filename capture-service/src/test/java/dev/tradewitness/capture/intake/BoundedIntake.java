package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/// An intake in front of a queue, with its bounds, and what it holds.
public record BoundedIntake(Intake intake, InFlight inFlight) {

  public static BoundedIntake of(
      StreamCommitter committer,
      CommitQueue queue,
      EventSigner signer,
      int eventsMax,
      DataSize sizeMax) {
    var meters = new SimpleMeterRegistry();
    var bounds = new InFlight.Bounds(eventsMax, sizeMax.toBytes());
    var inFlight = new InFlight(bounds, bounds, meters);
    return new BoundedIntake(
        new Intake(
            committer,
            queue,
            signer,
            inFlight,
            new IntakeMeters(meters, inFlight),
            new IntakeProperties(
                eventsMax,
                sizeMax,
                eventsMax,
                sizeMax,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1))),
        inFlight);
  }
}
