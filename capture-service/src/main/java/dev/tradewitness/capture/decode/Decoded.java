package dev.tradewitness.capture.decode;

import dev.tradewitness.common.wire.Violation;
import java.util.List;

/// What came of a text: an event, or why it is none.
public sealed interface Decoded {

  record Understood(TradingEvent event) implements Decoded {}

  /// @param violations at least one
  record NotUnderstood(List<Violation> violations) implements Decoded {}
}
