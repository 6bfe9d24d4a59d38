package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// The problems that both doors for events answer with.
@Component
class Refusals {

  private final Intake intake;

  Refusals(Intake intake) {
    this.intake = intake;
  }

  /// Something that may turn out to be too large.
  interface BodyRead {
    byte[] body() throws IOException;
  }

  /// Reads a body; one that is refused for its size counts as a failed event, too.
  byte[] counted(BodyRead read) throws IOException {
    try {
      return read.body();
    } catch (ProblemException e) {
      intake.refusedUnread(LogController.SOURCE, "too_large");
      throw e;
    }
  }

  static ProblemException idReused(StoredEvent first) {
    return ProblemException.of(
        HttpStatus.CONFLICT,
        "ID_REUSED",
        "Another event has this event_id, at sequence %d of %s; this one was not stored"
            .formatted(first.at().sequence(), first.at().policyId()),
        List.of(
            new Violation(
                "/" + first.document().profile().headerMember() + "/event_id",
                "ID_REUSED",
                "stored before with event_hash " + first.document().hash().hex())));
  }

  static ProblemException overloaded(Duration retryAfter) {
    return ProblemException.unavailable(
        "OVERLOADED",
        "No room or no time; send the event again, it is stored once at most",
        retryAfter);
  }

  static ProblemException unavailable(String reason, Duration retryAfter) {
    return ProblemException.unavailable(
        "DATABASE_AWAY",
        "Not known to be stored (" + reason + "); send the event again, it is stored once at most",
        retryAfter);
  }
}
