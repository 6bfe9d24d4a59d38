package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSignature;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.capture.stream.SourceTenure;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes decoded events to the queue. Never holds more than its bounds, never lets a caller wait
/// beyond the deadline, says `Accepted` only after the commit and `Spooled` only after the disk has
/// the event.
public final class Intake {

  private final StreamCommitter committer;
  private final CommitQueue queue;
  private final EventSigner signer;
  private final InFlight inFlight;
  private final IntakeMeters meters;
  private final IntakeProperties properties;

  Intake(
      StreamCommitter committer,
      CommitQueue queue,
      EventSigner signer,
      InFlight inFlight,
      IntakeMeters meters,
      IntakeProperties properties) {
    this.committer = committer;
    this.queue = queue;
    this.signer = signer;
    this.inFlight = inFlight;
    this.meters = meters;
    this.properties = properties;
  }

  /// Puts one event on its way. Returns at once.
  public Pending submit(Decoded decoded, Reception reception) {
    return new Run(CommitQueue.NO_RUN, false, true, null).submit(decoded, reception);
  }

  /// Begins a run of events that their sender does not keep: they are spooled while the database is
  /// away, where that is set up.
  public Run beginRun() {
    return new Run(queue.beginRun(), false, true, null);
  }

  /// Begins a run of events that their door holds until they are durable, and submits again when
  /// they are turned away: they are spooled while the database is away, where that is set up. The
  /// door counts them, once each.
  public Run beginHeldRun() {
    return new Run(queue.beginRun(), false, false, null);
  }

  /// Begins a run of events that come again from where they came: they are handed back while the
  /// database is away.
  public Run beginRepeatableRun() {
    return beginRepeatableRun(null);
  }

  /// As [#beginRepeatableRun()], of a source that one instance alone reads.
  ///
  /// @param tenure the events are stored only while it lasts
  public Run beginRepeatableRun(@Nullable SourceTenure tenure) {
    return new Run(queue.beginRun(), true, false, tenure);
  }

  /// Events of one sender in their order. Once one of them is turned away, those behind it are
  /// turned away, too: sent again, they come in their order. For one thread.
  public final class Run {
    private final long mark;
    private final boolean repeatable;

    /// Whether each submission counts. What is submitted again is counted by its door.
    private final boolean counted;

    private final @Nullable SourceTenure tenure;
    private @Nullable Receipt turnedAway;

    private Run(long mark, boolean repeatable, boolean counted, @Nullable SourceTenure tenure) {
      this.mark = mark;
      this.repeatable = repeatable;
      this.counted = counted;
      this.tenure = tenure;
    }

    /// Puts the next event on its way. Returns at once.
    public Pending submit(Decoded decoded, Reception reception) {
      return submit(decoded, reception, null);
    }

    /// As [#submit(Decoded, Reception)], for an event that its source numbers.
    ///
    /// @param mark stored with the event; of a repeatable run only, since a spooled event has none
    public Pending submit(Decoded decoded, Reception reception, @Nullable SourceMark mark) {
      if (mark != null && !repeatable) {
        throw new IllegalArgumentException("a numbered event belongs to a repeatable run");
      }
      if (counted) {
        meters.received(reception.source());
      }
      return switch (decoded) {
        case Decoded.NotUnderstood(var violations) ->
            new Pending(
                CompletableFuture.completedFuture(new Receipt.Refused(violations)), counted);
        case Decoded.Understood(TradingEvent event) -> {
          var pending =
              new Pending(
                  turnedAway == null
                      ? store(event, reception, mark, this)
                      : CompletableFuture.completedFuture(turnedAway),
                  counted);
          turnedAway = pending.turnedAway();
          yield pending;
        }
      };
    }
  }

  private CompletableFuture<Receipt> store(
      TradingEvent event, Reception reception, @Nullable SourceMark mark, Run run) {
    if (!committer.databaseAnswers() && (run.repeatable || !queue.isSpoolOpen())) {
      return CompletableFuture.completedFuture(away(committer.away()));
    }
    int bytes = event.document().bytes().length;
    InFlight.Share share = inFlight.of(reception.source());
    if (!share.enter(bytes)) {
      return CompletableFuture.completedFuture(new Receipt.Overloaded(properties.retryAfter()));
    }
    SigningMode mode = signer.mode(event.policyId());
    EventSignature signature = signer.sign(event, mode);
    var entry =
        run.repeatable
            ? StreamEntry.fromSource(event, reception, mode, signature, mark, run.tenure)
            : new StreamEntry(event, reception, mode, signature, false);
    CompletableFuture<Receipt> receipt =
        entry
            .outcome()
            .thenApply(outcome -> {
              share.leave(bytes);
              return receipt(outcome, entry);
            });
    queue.offer(entry, run.mark);
    return receipt;
  }

  private Receipt receipt(StreamOutcome outcome, StreamEntry entry) {
    return switch (outcome) {
      case StreamOutcome.Committed(var event) -> new Receipt.Accepted(event);
      case StreamOutcome.AlreadyStored(var first) -> new Receipt.Duplicate(first);
      case StreamOutcome.IdReused(var first) -> new Receipt.IdReused(first);
      case StreamOutcome.Spooled() -> new Receipt.Spooled(entry.event(), entry.reception());
      case StreamOutcome.NotStored(String reason) -> away(reason);
      case StreamOutcome.NotTaken(String reason) ->
          new Receipt.Refused(List.of(new Violation("", "NOT_STORABLE", reason)));
    };
  }

  private Receipt.Unavailable away(String reason) {
    return new Receipt.Unavailable(reason, properties.retryAfter());
  }

  /// Counts what came in, of a run that its door counts: once, however often it is submitted.
  public void received(String source) {
    meters.received(source);
  }

  /// Counts something, of a run that its door counts, that will never be stored.
  ///
  /// @param reason one of a few fixed words
  public void failed(String reason) {
    meters.failed(reason);
  }

  /// Counts something that a door turned away before it could be decoded.
  ///
  /// @param reason one of a few fixed words
  public void refusedUnread(String source, String reason) {
    meters.received(source);
    meters.failed(reason);
  }

  /// What a caller that is turned away is told.
  public Duration retryAfter() {
    return properties.retryAfter();
  }

  /// How long a caller may wait at most.
  public Duration deadline() {
    return properties.deadline();
  }

  /// An event on its way.
  public final class Pending {
    private final CompletableFuture<Receipt> receipt;
    private final boolean counted;

    private Pending(CompletableFuture<Receipt> receipt, boolean counted) {
      this.receipt = receipt;
      this.counted = counted;
    }

    /// Its receipt when it was turned away at the door, else null.
    private @Nullable Receipt turnedAway() {
      Receipt now = receipt.getNow(null);
      return now instanceof Receipt.Overloaded || now instanceof Receipt.Unavailable ? now : null;
    }

    /// Whether it was turned away at the door: no use in waiting, or in sending more at once.
    public boolean isTurnedAway() {
      return turnedAway() != null;
    }

    /// Hands its receipt over once there is one, by the thread that made it: the committer's, which
    /// must not be kept waiting. Asked once, instead of [#await].
    public void whenDone(Consumer<Receipt> taker) {
      var _ =
          receipt.thenAccept(answer -> {
            count(answer);
            taker.accept(answer);
          });
    }

    /// Its receipt, or `Overloaded` when there is none after that time. Asked once.
    public Receipt await(Duration patience) throws InterruptedException {
      Receipt answer;
      try {
        answer = receipt.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        answer = new Receipt.Overloaded(properties.retryAfter());
      } catch (ExecutionException e) {
        throw new IllegalStateException("a receipt is always made", e.getCause());
      }
      count(answer);
      return answer;
    }

    private void count(Receipt answer) {
      if (counted) { // what comes again is not lost
        meters.answered(answer);
      }
    }
  }
}
