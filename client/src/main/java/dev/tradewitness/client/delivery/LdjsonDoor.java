package dev.tradewitness.client.delivery;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The LDJSON door of capture: a line for each event, one acknowledgement for all before it. A line
/// that is acknowledged is settled: stored, or refused and counted there; which, the door does not
/// say. One connection, on a thread of its own; an exchange takes as long as nobody cancels it.
final class LdjsonDoor implements Door {

  /// The door skips a longer line.
  static final int LINE_BYTES_MAX = 64 * 1024;

  /// The door closes a connection that says nothing for 30 s.
  private static final long IDLE_NANOS_MAX = Duration.ofSeconds(20).toNanos();

  private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final LdjsonAddress address;
  private final LdjsonSettings settings;
  private final LongSupplier nanos;
  private final byte[] hello;
  private final byte[] head;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tradewitness-ldjson").factory());

  /// Changed by the thread alone; closed by whoever cancels.
  private volatile @Nullable LdjsonConnection connection;

  private long usedAt;

  LdjsonDoor(LdjsonAddress address, LdjsonSettings settings, LongSupplier nanos) {
    this.address = address;
    this.settings = settings;
    this.nanos = nanos;
    String secret = settings.secret();
    this.hello =
        ascii(
            "{\"type\":\"hello\",\"v\":1,\"ack\":true%s}\n"
                .formatted(secret == null ? "" : ",\"secret\":\"" + secret + "\""));
    this.head =
        ascii("{\"v\":1,\"src\":\"%s\",\"type\":\"vcp\",\"data\":".formatted(settings.source()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public CompletableFuture<Answer> send(List<Event> events) {
    var answer = new CompletableFuture<Answer>();
    try {
      thread.execute(() -> {
        try {
          if (!answer.isDone()) {
            answer.complete(exchange(events, answer));
          }
        } catch (RuntimeException | Error e) {
          answer.complete(new Answer.Failed(e.toString(), Duration.ZERO));
        }
      });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(new Answer.Failed("closed", Duration.ZERO));
    }
    var _ =
        answer.whenComplete((_, _) -> {
          if (answer.isCancelled()) {
            abort();
          }
        });
    return answer;
  }

  private void abort() {
    LdjsonConnection now = connection;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    abort();
  }

  private Answer exchange(List<Event> events, CompletableFuture<Answer> answer) {
    List<Line> all = events.stream().map(this::line).toList();
    List<Line> sendable = all.stream().filter(line -> line.fault == null).toList();
    boolean isReused = connection != null && nanos.getAsLong() - usedAt < IDLE_NANOS_MAX;
    if (!isReused) {
      drop();
    }
    Attempt attempt = attempt(sendable, answer);
    if (isReused && attempt.failure != null && attempt.settled == 0 && !answer.isCancelled()) {
      attempt = attempt(sendable, answer); // the door had closed the idle connection
    }
    if (attempt.failure != null && attempt.settled == 0) {
      return new Answer.Failed(attempt.failure, Duration.ZERO);
    }
    return new Answer.Judged(results(all, attempt));
  }

  /// @param fault why the event cannot be a line; null when it can
  private record Line(Event event, @Nullable Violation fault) {}

  /// The door would skip a line that is too long or not JSON, and acknowledge it like any other.
  private Line line(Event event) {
    if (head.length + event.bytes() + END.length > LINE_BYTES_MAX) {
      return new Line(
          event, new Violation("", "LINE_TOO_LONG", "a line of LDJSON has 64 KiB at most"));
    }
    try {
      JsonObject _ = JsonText.parseObject(text(event), JsonLimits.EVENT);
      return new Line(event, null);
    } catch (JsonRefusedException e) {
      return new Line(event, new Violation("", e.code().name(), ""));
    }
  }

  private static List<Result> results(List<Line> lines, Attempt attempt) {
    var results = new ArrayList<Result>(lines.size());
    long left = attempt.settled;
    for (Line line : lines) {
      if (line.fault != null) {
        results.add(new Result.Refused(List.of(line.fault)));
      } else if (left > 0) {
        left--;
        results.add(new Result.Settled());
      } else {
        results.add(new Result.Open(String.valueOf(attempt.failure)));
      }
    }
    return results;
  }

  /// @param settled of the lines, the first ones
  /// @param failure what went wrong; null when all are settled
  private record Attempt(long settled, @Nullable String failure) {}

  private Attempt attempt(List<Line> lines, CompletableFuture<Answer> answer) {
    if (lines.isEmpty()) {
      return new Attempt(0, null);
    }
    long before = -1;
    LdjsonConnection used = null;
    try {
      used = connected(answer);
      before = used.send(bytes(lines), lines.size());
      used.awaitAll();
      usedAt = nanos.getAsLong();
      return new Attempt(lines.size(), null);
    } catch (IOException | RuntimeException e) {
      drop();
      long settled = used == null || before < 0 ? 0 : Math.max(0, used.acknowledged() - before);
      return new Attempt(settled, e.toString());
    }
  }

  private byte[] bytes(List<Line> lines) {
    var bytes = new ByteArrayOutputStream();
    for (Line line : lines) {
      bytes.writeBytes(head);
      bytes.writeBytes(text(line.event));
      bytes.writeBytes(END);
    }
    return bytes.toByteArray();
  }

  private static byte[] text(Event event) {
    byte[] text = new byte[event.bytes()];
    event.text().get(text);
    return text;
  }

  private LdjsonConnection connected(CompletableFuture<Answer> answer) throws IOException {
    LdjsonConnection open = connection;
    if (open != null) {
      return open;
    }
    var fresh = new LdjsonConnection(address);
    connection = fresh;
    if (answer.isCancelled()) { // by somebody who did not see it yet
      throw new IOException("cancelled");
    }
    fresh.open(hello, settings.tls());
    return fresh;
  }

  private void drop() {
    abort();
    connection = null;
  }
}
