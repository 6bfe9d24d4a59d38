package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.kit.web.BoundedBody;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

/// Room in memory for the bodies of one kind of request, from before the first byte is read until
/// the request is answered: what arrives must be bounded where it arrives, not only once it is
/// understood.
final class UploadRoom {

  private final Intake intake;
  private final long bytesMax;
  private final int bodyMax;
  private final AtomicLong taken = new AtomicLong();

  /// @param intake counts what is turned away here
  /// @param bytesMax over all requests
  /// @param bodyMax of one request; at most `bytesMax`
  UploadRoom(Intake intake, DataSize bytesMax, DataSize bodyMax) {
    if (bodyMax.toBytes() > bytesMax.toBytes()) {
      throw new IllegalArgumentException(
          "a body of %s has no room in %s".formatted(bodyMax, bytesMax));
    }
    this.intake = intake;
    this.bytesMax = bytesMax.toBytes();
    this.bodyMax = Math.toIntExact(bodyMax.toBytes());
  }

  /// What is done with a body while its room is held.
  interface Use<T> {
    T of(byte[] body) throws InterruptedException;
  }

  /// Reads the body and holds its room until the use has returned. A body of unknown length takes
  /// as much as it may have.
  ///
  /// @throws ProblemException 413 `BODY_TOO_LARGE`, 400 `BODY_INCOMPLETE`, or 503 `OVERLOADED` when
  ///   there is no room; nothing was read then
  <T> T with(HttpServletRequest request, Use<T> use) throws InterruptedException {
    long length = request.getContentLengthLong();
    // A longer one is refused by its length, unread.
    long room = length < 0 ? bodyMax : length > bodyMax ? 0 : length;
    if (taken.addAndGet(room) > bytesMax) {
      taken.addAndGet(-room);
      intake.refusedUnread(LogController.SOURCE, "overloaded");
      throw Refusals.overloaded(intake.retryAfter());
    }
    try {
      return use.of(body(request));
    } finally {
      taken.addAndGet(-room);
    }
  }

  private byte[] body(HttpServletRequest request) {
    try {
      return BoundedBody.read(request, bodyMax);
    } catch (ProblemException e) {
      boolean tooLarge = e.status() == HttpStatus.CONTENT_TOO_LARGE;
      intake.refusedUnread(LogController.SOURCE, tooLarge ? "too_large" : "incomplete");
      throw e;
    }
  }
}
