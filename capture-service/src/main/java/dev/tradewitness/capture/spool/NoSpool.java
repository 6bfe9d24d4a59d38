package dev.tradewitness.capture.spool;

import java.time.Duration;

/// No folder is set: events that the database does not take go back to their senders.
final class NoSpool implements Spool {

  @Override
  public void start() {}

  @Override
  public void stop(Duration patience) {}

  @Override
  public boolean takesEvents() {
    return false;
  }

  @Override
  public boolean takesArrivals() {
    return false;
  }

  @Override
  public long events() {
    return 0;
  }

  @Override
  public boolean isSound() {
    return true;
  }

  @Override
  public boolean isStalled() {
    return false;
  }

  @Override
  public boolean isAlive() {
    return true;
  }
}
