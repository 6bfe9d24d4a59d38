package dev.tradewitness.launcher.stack;

import java.util.OptionalLong;

/// How one part stands.
public record PartStatus(String part, State state, OptionalLong pid, int port, String address) {

  public enum State {
    HEALTHY("healthy"),
    NOT_READY("not ready"),
    /// It was started and is gone without having been stopped.
    DIED("died"),
    STOPPED("stopped");

    private final String text;

    State(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
