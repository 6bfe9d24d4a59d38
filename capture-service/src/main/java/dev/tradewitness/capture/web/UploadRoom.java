package dev.tradewitness.capture.web;

import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

/// Limits the memory of request bodies while they are still arriving, not only once they are
/// parsed. A body takes room as its bytes arrive, whatever length it claims, and has to arrive
/// within a time. It keeps its room until the request is answered.
public final class UploadRoom {

  /// What a body takes before its first byte is there.
  private static final int STEP_BYTES = 8 * 1024;

  private final Intake intake;
  private final String source;
  private final long bytesMax;
  private final int bodyMax;
  private final Duration patience;
  private final AtomicLong taken = new AtomicLong();

  /// @param intake counts what is turned away here
  /// @param source the door that it is counted for
  /// @param bytesMax over all requests
  /// @param bodyMax of one request; at most `bytesMax`
  /// @param patience from the first byte of a body to its last
  public UploadRoom(
      Intake intake, String source, DataSize bytesMax, DataSize bodyMax, Duration patience) {
    if (bodyMax.toBytes() > bytesMax.toBytes()) {
      throw new IllegalArgumentException(
          "a body of %s has no room in %s".formatted(bodyMax, bytesMax));
    }
    this.intake = intake;
    this.source = source;
    this.bytesMax = bytesMax.toBytes();
    this.bodyMax = Math.toIntExact(bodyMax.toBytes());
    this.patience = patience;
  }

  /// What is done with a body while its room is held.
  public interface Use<T> {
    T of(byte[] body) throws InterruptedException;
  }

  /// Reads the body and holds its room until the use has returned.
  ///
  /// @throws ProblemException 413 `BODY_TOO_LARGE`; 400 `BODY_INCOMPLETE` when it ends early, stops
  ///   coming or takes too long; 503 `OVERLOADED` when there is no room
  public <T> T with(HttpServletRequest request, Use<T> use) throws InterruptedException {
    var upload = new Upload(request.getContentLengthLong());
    try {
      return use.of(upload.read(request));
    } finally {
      taken.addAndGet(-upload.room);
    }
  }

  /// One body on its way.
  private final class Upload {

    /// As claimed; negative when unknown.
    private final long length;

    private long room;

    Upload(long length) {
      this.length = length;
    }

    byte[] read(HttpServletRequest request) {
      if (length > bodyMax) {
        throw tooLarge();
      }
      long until = System.nanoTime() + patience.toNanos();
      try {
        InputStream input = request.getInputStream();
        byte[] body = new byte[grown(0)];
        int at = 0;
        while (at < body.length) {
          int read = input.read(body, at, body.length - at);
          if (read < 0) {
            break;
          }
          at += read;
          if (at == body.length && at != length) {
            body = Arrays.copyOf(body, grown(at));
          }
          if (System.nanoTime() - until > 0 && at != length) {
            throw incomplete();
          }
        }
        if (length >= 0 && at < length) {
          throw incomplete();
        }
        if (at > bodyMax) {
          throw tooLarge();
        }
        return at == body.length ? body : Arrays.copyOf(body, at);
      } catch (IOException e) {
        throw incomplete();
      }
    }

    /// Takes room for more bytes; of a body of unknown length for one beyond the bound, which tells
    /// that it is too long.
    private int grown(int size) {
      long whole = length >= 0 ? length : bodyMax + 1L;
      int grown = (int) Math.min(whole, Math.max(STEP_BYTES, 2L * size));
      long more = grown - room;
      if (taken.addAndGet(more) > bytesMax) {
        taken.addAndGet(-more);
        intake.refusedUnread(source, "overloaded");
        throw Problems.overloaded(intake.retryAfter());
      }
      room += more;
      return grown;
    }

    private ProblemException tooLarge() {
      intake.refusedUnread(source, "too_large");
      return ProblemException.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "BODY_TOO_LARGE",
          "The body is longer than " + bodyMax + " bytes");
    }

    private ProblemException incomplete() {
      intake.refusedUnread(source, "incomplete");
      return ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "BODY_INCOMPLETE",
          "The body did not arrive whole within " + patience.toSeconds() + " seconds");
    }
  }
}
