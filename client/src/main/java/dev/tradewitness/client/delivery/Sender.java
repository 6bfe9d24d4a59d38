package dev.tradewitness.client.delivery;

import dev.tradewitness.client.spool.RefusedEvent;
import dev.tradewitness.common.wire.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Decides what happens next to the events: sent, put on the disk, sent again. One turn never waits
/// for the network, so the buffer is emptied to the disk also while capture does not answer. For
/// one thread.
///
/// Events are in this order, oldest first: in hand, on the disk, staged, in the buffer. They leave
/// in it, but for single ones that capture was too busy for.
final class Sender {

  /// So many times something on the way refuses an event alone before it is given up.
  private static final int BLOCKED_MIN = 3;

  /// So many events in a row are given up. What refuses more refuses everything that has a body.
  private static final int GIVEN_UP_MAX = 3;

  /// Where events of this size are too large for something on the way, smaller ones may pass.
  private static final int LARGE_BYTES = 4 * 1024;

  private final EventBuffer buffer;
  private final Shelf shelf;
  private final DeliveryBounds bounds;
  private final Notices notices;
  private final LongSupplier nanos;

  private final Exchange exchange;
  private final Pacing pacing;
  private final Staging staging;
  private final Hand hand;
  private final Settlement settlement;
  private final Standing standing;

  /// How often something on the way refused the oldest event alone.
  private int blockedInARow;

  /// How many events were given up since capture judged one.
  private int givenUpInARow;

  /// Every event before this place of the buffer is stored, refused or on the disk.
  private volatile long released;

  Sender(
      EventBuffer buffer,
      Shelf shelf,
      Door door,
      DeliveryBounds bounds,
      Backoff backoff,
      Notices notices,
      LongSupplier nanos) {
    this.buffer = buffer;
    this.shelf = shelf;
    this.bounds = bounds;
    this.notices = notices;
    this.nanos = nanos;
    this.exchange = new Exchange(door, bounds, nanos);
    this.pacing = new Pacing(backoff, nanos);
    this.staging = new Staging(buffer, bounds);
    this.hand = new Hand(shelf, staging, bounds);
    this.settlement = new Settlement(notices);
    this.standing = new Standing(buffer, notices);
  }

  /// Every event before this place of the buffer is stored, refused or on a disk.
  long released() {
    return released;
  }

  /// Does what can be done now.
  ///
  /// @return whether there was anything
  boolean turn() {
    boolean answered = takeAnswer();
    boolean sent = sendNext();
    boolean spilled = spill();
    publish();
    return answered || sent || spilled;
  }

  private boolean takeAnswer() {
    Answer answer = exchange.arrived();
    if (answer == null) {
      return false;
    }
    switch (answer) {
      case Answer.Judged(var results) -> judged(results);
      case Answer.Whole(var violations) -> {
        if (!exchange.halve()) {
          judged(List.of(new Answer.Result.Refused(violations)));
        }
      }
      case Answer.Blocked(var status, var retryAfter) -> {
        if (!exchange.halve()) {
          blocked(status, retryAfter);
        }
      }
      case Answer.Failed(var reason, var retryAfter) -> failed(reason, retryAfter);
    }
    return true;
  }

  private void judged(List<Answer.Result> results) {
    givenUpInARow = 0;
    int _ = setAside(results);
    settle(results);
  }

  /// One event that something on the way refuses. It is given up only once it is on the disk as
  /// refused, and after several times: what refuses it may be changing just now.
  private void blocked(int status, Duration retryAfter) {
    blockedInARow++;
    String why = "HTTP %d for one event, not from capture".formatted(status);
    var refused =
        new Answer.Result.Refused(List.of(new Violation("", "HTTP_" + status, "not from capture")));
    boolean isTooLarge = status == 413 && hand.events().getFirst().event().bytes() > LARGE_BYTES;
    if (blockedInARow < BLOCKED_MIN) {
      failed(why, retryAfter);
    } else if (givenUpInARow >= GIVEN_UP_MAX && !isTooLarge) {
      failed(why + "; nor for the %d before it".formatted(givenUpInARow), retryAfter);
    } else if (setAside(List.of(refused)) == 0) {
      failed(why + "; it cannot be set aside", retryAfter);
    } else {
      givenUpInARow += isTooLarge ? 0 : 1;
      settle(List.of(refused));
    }
  }

  /// @return how many of those that are refused are on the disk as such
  private int setAside(List<Answer.Result> results) {
    var refused = new ArrayList<RefusedEvent>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Answer.Result.Refused(var violations)) {
        refused.add(new RefusedEvent(hand.events().get(i).event(), violations.getFirst().code()));
      }
    }
    return refused.isEmpty() ? 0 : shelf.setAside(refused);
  }

  private void settle(List<Answer.Result> results) {
    blockedInARow = 0;
    int requested = exchange.size();
    var open = new ArrayList<Submission>();
    String why = "";
    for (int i = 0; i < requested; i++) {
      Submission submission = hand.events().get(i);
      if (results.get(i) instanceof Answer.Result.Open(String status)) {
        open.add(submission);
        why = status;
      } else {
        settlement.settle(submission, results.get(i));
      }
    }
    int left = open.size();
    open.addAll(hand.events().subList(requested, hand.events().size()));
    hand.leave(open);
    if (left == 0) {
      pacing.succeeded();
      notices.requestSucceeded();
      exchange.succeeded();
    } else {
      failed("%d of %d events: %s".formatted(left, requested, why), Duration.ZERO);
    }
  }

  private void failed(String reason, Duration retryAfter) {
    pacing.failed(retryAfter);
    notices.requestFailed(reason);
  }

  private boolean sendNext() {
    if (exchange.isOut() || !pacing.mayGo()) {
      return false;
    }
    if (hand.isEmpty()) {
      hand.take();
    }
    if (hand.isEmpty()) {
      return false;
    }
    exchange.send(hand.events());
    return true;
  }

  /// Empties the buffer to the disk while capture takes nothing, or takes less than comes.
  private boolean spill() {
    boolean spilled = false;
    if (pacing.isFailing() || buffer.isHalfFull()) {
      for (int left = bounds.bufferEvents(); left > 0; left -= bounds.batchEvents()) {
        if (!spillBatch()) {
          break;
        }
        spilled = true;
      }
    }
    return spilled;
  }

  /// @return whether there was anything, and it is on the disk
  private boolean spillBatch() {
    boolean kept = false;
    if (hand.isInMemoryOnly()) {
      if (!hand.keep()) {
        return false;
      }
      kept = true;
    }
    staging.fill();
    if (!staging.isEmpty()) {
      List<Submission> batch = staging.batch();
      if (!shelf.keep(batch)) {
        return kept;
      }
      staging.clear();
      batch.forEach(Submission::spooled);
      kept = true;
    }
    return kept;
  }

  private void publish() {
    released = hand.oldestInMemory();
    shelf.tellDamage();
    standing.publish(pacing.wasAnswered());
  }

  /// Ends the request under way and puts everything on the disk. What the disk does not take is
  /// dropped and counted.
  ///
  /// @param patience how long to wait for threads that are putting an event in at this moment; one
  ///   that takes longer is told that its event is dropped
  void finish(Duration patience) {
    buffer.close();
    exchange.cancel();
    shelf.endPause(); // there is no later attempt
    long since = nanos.getAsLong();
    while (spillBatch() || isBeingPutIn(since, patience) || buffer.passOver()) {
      Thread.onSpinWait();
    }
    if (hand.isInMemoryOnly()) {
      drop(hand.events());
    }
    hand.drop();
    dropRest();
    publish();
  }

  private void dropRest() {
    while (!staging.isEmpty() || buffer.takenOut() < buffer.putIn()) {
      drop(staging.batch());
      staging.clear();
      boolean _ = buffer.passOver();
      staging.fill();
    }
  }

  private boolean isBeingPutIn(long since, Duration patience) {
    return staging.isEmpty()
        && buffer.takenOut() < buffer.putIn()
        && nanos.getAsLong() - since < patience.toNanos();
  }

  private void drop(List<Submission> submissions) {
    notices.tally().add(Tally.Of.DROPPED, submissions.size());
    submissions.forEach(one -> one.settle(new Logged.Unavailable(Logged.Reason.DISK_FULL)));
  }
}
