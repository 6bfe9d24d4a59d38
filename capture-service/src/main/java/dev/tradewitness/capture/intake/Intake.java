package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
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
  private final InFlight inFlight;
  private final IntakeMeters meters;
  private final IntakeProperties properties;

  Intake(
      StreamCommitter committer,
      EventSigner signer,
      InFlight inFlight,
      IntakeMeters meters,
      IntakeProperties properties) {
    this.committer = committer;
    this.signer = signer;
    this.inFlight = inFlight;
    this.meters = meters;
    this.properties = properties;
  }

  /// Puts one event on its way. Returns at once.
  public Pending submit(Decoded decoded, Reception reception) {
    meters.received(reception.source());
    return switch (decoded) {
      case Decoded.NotUnderstood(var violations) ->
          new Pending(CompletableFuture.completedFuture(new Receipt.Refused(violations)));
      case Decoded.Understood(TradingEvent event) -> submit(event, reception);
    };
  }

  private Pending submit(TradingEvent event, Reception reception) {
    if (!committer.databaseAnswers()) {
      return new Pending(CompletableFuture.completedFuture(away("the database is away")));
    }
    int bytes = event.document().bytes().length;
    if (!inFlight.enter(bytes)) {
      return new Pending(
          CompletableFuture.completedFuture(new Receipt.Overloaded(properties.retryAfter())));
    }
    var entry =
        new StreamEntry(event, reception, signer.mode(event.policyId()), signer.sign(event));
    CompletableFuture<Receipt> receipt =
        entry
            .outcome()
            .thenApply(outcome -> {
              inFlight.leave(bytes);
              return receipt(outcome);
            });
    committer.submit(entry);
    return new Pending(receipt);
  }

  private Receipt receipt(StreamOutcome outcome) {
    return switch (outcome) {
      case StreamOutcome.Committed(var event) -> new Receipt.Accepted(event);
      case StreamOutcome.AlreadyStored(var first) -> new Receipt.Duplicate(first);
      case StreamOutcome.IdReused(var first) -> new Receipt.IdReused(first);
      case StreamOutcome.NotStored(String reason) -> away(reason);
    };
  }

  private Receipt away(String reason) {
    return new Receipt.Unavailable(reason, properties.retryAfter());
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
