package dev.tradewitness.launcher.officer;

/// How a command ends, as an exit code that scripts can tell apart.
public enum Outcome {
  DONE(0),
  /// The service cannot do it now, or does not answer.
  FAILED(1),
  /// Recorded, and in force once a second person approves it.
  WAITS(3),
  /// Nothing was changed, for a reason that stays.
  REFUSED(4);

  private final int exit;

  Outcome(int exit) {
    this.exit = exit;
  }

  public int exit() {
    return exit;
  }

  static Outcome of(int status) {
    if (status == 202) {
      return WAITS;
    }
    if (status / 100 == 2) {
      return DONE;
    }
    return status / 100 == 4 ? REFUSED : FAILED;
  }
}
