package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.spool.Spool;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Takes decoded events to the committer. Never holds more than its bounds, never lets a caller
/// wait beyond the deadline, and says `Accepted` only after the commit.
public final class Intake {

  private final StreamCommitter committer;
  private final EventSigner signer;
  private final Spool spool;
  private final InFlight inFlight;
  private final IntakeMeters meters;
  private final IntakeProperties properties;

  Intake(
      StreamCommitter committer,
      EventSigner signer,
      Spool spool,
      InFlight inFlight,
      IntakeMeters meters,
      IntakeProperties properties) {
    this.committer = committer;
    this.signer = signer;
    this.spool = spool;
    this.inFlight = inFlight;
    this.meters = meters;
    this.properties = properties;
  }

  /// Puts one event on its way to the database. Returns at once.
  public Pending submit(Decoded decoded, Reception reception) {
    meters.received(reception.source());
    return new Pending(
        switch (decoded) {
          case Decoded.NotUnderstood(var violations) ->
              CompletableFuture.completedFuture(new Receipt.Refused(violations));
          case Decoded.Understood(TradingEvent event) -> store(event, reception);
        });
  }

  /// As [#submit], but an event for which the database is away is kept on the local disk where that
  /// is set up: for doors whose callers may not come again.
  public Pending submitOrSpool(Decoded decoded, Reception reception) {
    meters.received(reception.source());
    return new Pending(
        switch (decoded) {
          case Decoded.NotUnderstood(var violations) ->
              CompletableFuture.completedFuture(new Receipt.Refused(violations));
          case Decoded.Understood(TradingEvent event) when spool.holdsEvents() ->
              spool(event, reception, away("the database is away"));
          case Decoded.Understood(TradingEvent event) ->
              store(event, reception)
                  .thenCompose(receipt ->
                      receipt instanceof Receipt.Unavailable away && away.databaseAway()
                          ? spool(event, reception, receipt)
                          : CompletableFuture.completedFuture(receipt));
        });
  }

  /// @param otherwise the receipt when it is not kept
  private CompletableFuture<Receipt> spool(
      TradingEvent event, Reception reception, Receipt otherwise) {
    return spool
        .append(event, reception)
        .thenApply(kept -> kept ? new Receipt.Spooled(event, reception) : otherwise);
  }

  private CompletableFuture<Receipt> store(TradingEvent event, Reception reception) {
    if (!committer.databaseAnswers()) {
      return CompletableFuture.completedFuture(away("the database is away"));
    }
    int bytes = event.document().bytes().length;
    if (!inFlight.enter(bytes)) {
      return CompletableFuture.completedFuture(new Receipt.Overloaded(properties.retryAfter()));
    }
    meters.buffered(reception.source(), 1);
    var entry =
        new StreamEntry(event, reception, signer.mode(event.policyId()), signer.sign(event));
    CompletableFuture<Receipt> receipt =
        entry
            .outcome()
            .thenApply(outcome -> {
              inFlight.leave(bytes);
              meters.buffered(reception.source(), -1);
              return receipt(outcome);
            });
    committer.submit(entry);
    return receipt;
  }

  private Receipt receipt(StreamOutcome outcome) {
    return switch (outcome) {
      case StreamOutcome.Committed(var event) -> new Receipt.Accepted(event);
      case StreamOutcome.AlreadyStored(var first) -> new Receipt.Duplicate(first);
      case StreamOutcome.IdReused(var first) -> new Receipt.IdReused(first);
      case StreamOutcome.NotStored(String reason) -> away(reason);
      case StreamOutcome.NotTaken(String reason) ->
          new Receipt.Unavailable(reason, properties.retryAfter(), false);
    };
  }

  private Receipt.Unavailable away(String reason) {
    return new Receipt.Unavailable(reason, properties.retryAfter(), true);
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

    private Pending(CompletableFuture<Receipt> receipt) {
      this.receipt = receipt;
    }

    /// True when it was turned away at the door: no use in waiting, or in sending more at once.
    public boolean turnedAway() {
      return receipt.isDone()
          && switch (receipt.join()) {
            case Receipt.Overloaded ignored -> true;
            case Receipt.Unavailable ignored -> true;
            case Receipt.Accepted ignored -> false;
            case Receipt.Duplicate ignored -> false;
            case Receipt.Spooled ignored -> false;
            case Receipt.IdReused ignored -> false;
            case Receipt.Refused ignored -> false;
          };
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
      meters.answered(answer);
      return answer;
    }
  }
}
