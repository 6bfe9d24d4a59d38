package dev.tradewitness.client.delivery;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Violation;
import java.util.List;

/// What became of one event, as far as its caller waited.
public sealed interface Logged {

  /// Capture has it in PostgreSQL.
  ///
  /// @param sequence the event's number in its stream
  /// @param hash `event_hash` as capture computed it
  record Stored(long sequence, Hash hash) implements Logged {}

  /// Capture's LDJSON door has acknowledged it: it is stored, or on capture's disk, or refused and
  /// counted there. The door does not say which.
  record Settled() implements Logged {}

  /// It is on a disk and goes to its stream later.
  record Spooled(Disk disk) implements Logged {}

  /// Whose disk has an event that is not in its stream yet.
  enum Disk {
    /// This machine's; the client sends it when capture is back.
    CLIENT,
    /// Capture's; PostgreSQL is away.
    CAPTURE
  }

  /// Capture never takes it: it is not an event, or another event has its id. Or something on the
  /// way to capture never lets it through, with a code like `HTTP_413`.
  record Refused(List<Violation> violations) implements Logged {
    public Refused {
      violations = List.copyOf(violations);
    }
  }

  /// Nobody has confirmed it. With [Reason#NO_ANSWER_YET] the client still has it and goes on
  /// sending it; with any other reason it is dropped.
  record Unavailable(Reason reason) implements Logged {}

  /// Why nobody has confirmed an event.
  enum Reason {
    NO_ANSWER_YET,
    /// The buffer is full, since the disk is, too, or cannot follow.
    BUFFER_FULL,
    /// The client was closed before.
    CLOSED,
    /// The client was closed, and the disk did not take what was left.
    DISK_FULL
  }
}
