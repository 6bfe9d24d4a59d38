package dev.tradewitness.client.delivery;

/// What is told of the way to capture: state and drops. For the sender's thread.
final class Standing {

  private final EventBuffer buffer;
  private final Notices notices;
  private boolean isOverflowing;

  Standing(EventBuffer buffer, Notices notices) {
    this.buffer = buffer;
    this.notices = notices;
  }

  void publish(boolean wasAnswered) {
    if (notices.hasNewDrops()) {
      isOverflowing = true;
    } else if (!buffer.isHalfFull()) {
      isOverflowing = false;
    }
    notices.drops();
    notices.state(state(wasAnswered));
  }

  private ClientState state(boolean wasAnswered) {
    if (isOverflowing) {
      return ClientState.OVERFLOW;
    }
    return wasAnswered ? ClientState.CONNECTED : ClientState.DISCONNECTED;
  }
}
