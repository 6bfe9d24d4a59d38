package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.decode.ldjson.LdjsonLine;
import dev.tradewitness.capture.decode.ldjson.LdjsonLine.Reason;
import dev.tradewitness.capture.decode.ldjson.LdjsonMapping;
import dev.tradewitness.capture.source.ldjson.LineReader.Piece;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client. One thread reads its lines, another settles and acknowledges them; a third looks
/// after the time limits of all connections.
final class LdjsonConnection {

  private static final Logger log = LoggerFactory.getLogger(LdjsonConnection.class);
  private static final long NOT = 0;

  /// What all connections have in common.
  record Terms(
      LdjsonReading reading,
      LdjsonMeters meters,
      SharedSecret secret,
      Duration readTimeout,
      Duration writeTimeout) {}

  private final Wire wire;
  private final Terms terms;
  private final LineWindow window;
  private final LineSettler settler;
  private final LineReader lines;
  private final AckWriter acks;
  private final long openedAt = System.nanoTime();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  /// Since when the reading thread waits for bytes, else [#NOT].
  private volatile long readingSince = NOT;

  private volatile boolean admitted;

  /// Read and written by the reading thread only.
  private long refusedLines;

  LdjsonConnection(Wire wire, Terms terms, LineWindow window, LineSettlers settlers) {
    this.wire = wire;
    this.terms = terms;
    this.window = window;
    this.settler = settlers.settler(this::acknowledge);
    this.acks = new AckWriter(wire);
    this.lines = new LineReader(this::read, LdjsonMapping.LINE_BYTES_MAX);
    this.admitted = !terms.secret.isAskedFor();
  }

  /// Makes the settler of a connection.
  interface LineSettlers {
    LineSettler settler(LineSettler.Progress progress);
  }

  /// The reading thread's work.
  void read() {
    try {
      if (takeFirst()) {
        takeAll();
      }
      end(Ending.DONE);
    } catch (IOException e) {
      log.atDebug().addKeyValue("peer", wire.peer()).setCause(e).log("connection broken");
      end(Ending.BROKEN);
    } catch (InterruptedException _) {
      end(Ending.STOPPED);
    } catch (RuntimeException e) {
      // One connection must not take the others, and readiness, along.
      log.atError().addKeyValue("peer", wire.peer()).setCause(e).log("connection failed");
      end(Ending.FAILED);
    } finally {
      window.end(); // or the settling thread and the place would be kept after an Error
    }
  }

  /// The settling thread's work. Returns when all is acknowledged and the connection is closed.
  void settle() {
    try {
      settler.run();
    } catch (InterruptedException _) {
      end(Ending.STOPPED);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("peer", wire.peer()).setCause(e).log("connection failed");
      end(Ending.FAILED);
    } finally {
      wire.close();
      Ending why = ending.get();
      terms.meters.ended(why == null ? Ending.FAILED : why);
    }
  }

  /// Nothing more is read; what was read is settled, acknowledged, and the connection closed.
  void end(Ending why) {
    ending.compareAndSet(null, why);
    window.end();
  }

  /// Closes at once. What is not settled was not acknowledged.
  void abandon(Ending why) {
    end(why);
    settler.giveUp();
    wire.cut();
  }

  /// Ends or cuts the connection when its client took too long.
  void checkTime(long now) {
    long reading = readingSince;
    if (reading != NOT && now - reading > terms.readTimeout.toNanos()
        || !admitted && now - openedAt > terms.readTimeout.toNanos()) {
      end(Ending.SILENT);
    }
    if (acks.takesLongerThan(terms.writeTimeout, now)) {
      end(Ending.SLOW_READER);
      wire.cut();
    }
  }

  private int read(byte[] into, int offset, int length) throws IOException {
    long now = System.nanoTime();
    readingSince = now == NOT ? 1 : now;
    try {
      return wire.read(into, offset, length);
    } finally {
      readingSince = NOT;
    }
  }

  /// Whether the connection goes on behind its first line.
  private boolean takeFirst() throws IOException, InterruptedException {
    Piece first = lines.next();
    if (first instanceof Piece.Line whole && !whole.isEmpty()) {
      LdjsonLine line = terms.reading.read(whole.text());
      if (line instanceof LdjsonLine.Hello hello) {
        return greet(hello);
      }
      if (line instanceof LdjsonLine.Refused(_, Reason reason, String detail)
          && reason == Reason.HELLO) {
        // Its client would wait for acknowledgements that never come.
        refused(null, reason, detail);
        end(Ending.HELLO);
        return false;
      }
      return admitted ? take(line) : unwelcome();
    }
    return admitted || first instanceof Piece.End ? take(first) : unwelcome();
  }

  private boolean greet(LdjsonLine.Hello hello) {
    if (!terms.secret.isShownBy(hello.secret())) {
      return unwelcome();
    }
    if (hello.acks()) {
      acks.want();
    }
    admitted = true;
    return true;
  }

  private boolean unwelcome() {
    refused(null, Reason.SECRET, "the first line is no hello with the secret");
    end(Ending.SECRET);
    return false;
  }

  private void takeAll() throws IOException, InterruptedException {
    boolean more = true;
    while (more) {
      more = take(lines.next());
    }
  }

  /// Whether more is to be read.
  private boolean take(Piece piece) throws InterruptedException {
    return switch (piece) {
      case Piece.Line line -> line.isEmpty() ? skip() : take(terms.reading.read(line.text()));
      case Piece.TooLong() -> {
        refused(null, Reason.TOO_LONG, "a line is at most 64 KiB");
        yield skip();
      }
      case Piece.Rest rest -> takeRest(rest.text());
      case Piece.End() -> false;
    };
  }

  private boolean take(LdjsonLine line) throws InterruptedException {
    return switch (line) {
      case LdjsonLine.Message message -> window.add(terms.reading.held(message));
      case LdjsonLine.Heartbeat() -> skip();
      case LdjsonLine.Goodbye() -> {
        skip();
        yield false;
      }
      case LdjsonLine.Hello ignored -> {
        refused(null, Reason.TYPE, "only the first line may be a hello");
        yield skip();
      }
      case LdjsonLine.Refused(String src, Reason reason, String detail) -> {
        refused(src, reason, detail);
        yield skip();
      }
    };
  }

  /// A whole message without its end is a message. Anything else was cut off: it was not
  /// acknowledged, and its client sends it again.
  private boolean takeRest(byte[] text) throws InterruptedException {
    LdjsonLine line = terms.reading.read(text);
    if (line instanceof LdjsonLine.Refused) {
      refused(null, Reason.INCOMPLETE, "the connection ended in the middle of a line");
      return skip();
    }
    return take(line);
  }

  private boolean skip() throws InterruptedException {
    return window.add(HeldLine.withoutEvent());
  }

  private void refused(@Nullable String src, Reason reason, String detail) {
    terms.meters.refused(src, reason);
    if (refusedLines++ == 0) { // the counter says how many more
      log.atWarn()
          .addKeyValue("peer", wire.peer())
          .addKeyValue("source", LdjsonMeters.source(src))
          .addKeyValue("reason", reason)
          .log("first refused line of a connection: " + detail);
    }
  }

  private void acknowledge(long settled) {
    try {
      acks.write(settled);
    } catch (IOException e) {
      // What was read is stored all the same.
      acks.giveUp();
      log.atDebug().addKeyValue("peer", wire.peer()).setCause(e).log("not acknowledged");
      end(Ending.BROKEN);
    }
  }
}
