package dev.tradewitness.client.delivery;

/// Counts and tells what capture said of an event for good.
final class Settlement {

  private final Notices notices;

  Settlement(Notices notices) {
    this.notices = notices;
  }

  /// @throws IllegalStateException for an event that is open
  void settle(Submission submission, Answer.Result result) {
    Tally tally = notices.tally();
    switch (result) {
      case Answer.Result.Stored(var sequence, var hash, var duplicate) -> {
        tally.add(Tally.Of.STORED);
        if (duplicate) {
          tally.add(Tally.Of.DUPLICATE);
        }
        submission.settle(new Logged.Stored(sequence, hash));
      }
      case Answer.Result.Spooled() -> {
        tally.add(Tally.Of.SPOOLED_BY_CAPTURE);
        submission.settle(new Logged.Spooled(Logged.Disk.CAPTURE));
      }
      case Answer.Result.Settled() -> {
        tally.add(Tally.Of.SETTLED);
        submission.settle(new Logged.Settled());
      }
      case Answer.Result.Refused(var violations) -> {
        notices.refused(submission.event(), violations);
        submission.settle(new Logged.Refused(violations));
      }
      case Answer.Result.Open(var status) ->
          throw new IllegalStateException("an open event is not settled: " + status);
    }
  }
}
