package dev.tradewitness.capture.web;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;

/// The problems that both doors for events answer with.
public final class Problems {

  private Problems() {}

  public static ProblemException idReused(StoredEvent first) {
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

  public static ProblemException overloaded(Duration retryAfter) {
    return ProblemException.unavailable(
        "OVERLOADED",
        "No room or no time; send the event again, it is stored once at most",
        retryAfter);
  }

  public static ProblemException unavailable(String reason, Duration retryAfter) {
    return ProblemException.unavailable(
        "DATABASE_AWAY",
        "Not known to be stored (" + reason + "); send the event again, it is stored once at most",
        retryAfter);
  }
}
