package dev.tradewitness.client.delivery;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.List;

/// What came of one request.
sealed interface Answer {

  /// One result for each event, in the order of the events.
  record Judged(List<Result> results) implements Answer {
    public Judged {
      results = List.copyOf(results);
    }
  }

  /// Capture takes no such request, whatever its events are: it is too large, or cannot be cut into
  /// events.
  record Whole(List<Violation> violations) implements Answer {
    public Whole {
      violations = List.copyOf(violations);
    }
  }

  /// Something between client and capture refuses the request, and may refuse it for ever: for what
  /// is in it, or as every request.
  record Blocked(int status, Duration retryAfter) implements Answer {}

  /// No answer, or one that says nothing about the events.
  ///
  /// @param retryAfter what the answer asks for; zero when it asks for nothing
  record Failed(String reason, Duration retryAfter) implements Answer {}

  /// What capture says of one event.
  sealed interface Result {

    record Stored(long sequence, Hash hash, boolean duplicate) implements Result {}

    record Spooled() implements Result {}

    /// Stored, or refused and counted there: over LDJSON capture does not say which.
    record Settled() implements Result {}

    /// Refused, or in conflict with another event of the same id: sending it again changes nothing.
    record Refused(List<Violation> violations) implements Result {
      public Refused {
        violations = List.copyOf(violations);
      }
    }

    /// Overloaded or unavailable: send it again.
    record Open(String status) implements Result {}
  }
}
