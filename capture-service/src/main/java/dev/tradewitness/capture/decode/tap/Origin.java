package dev.tradewitness.capture.decode.tap;

import dev.tradewitness.common.canonical.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a message lay, as its event says it. The same for every delivery.
public interface Origin {

  /// As the source has it; not before 1970.
  long timestampMillis();

  /// Of the trace context that came with the message, null when none did.
  @Nullable UUID traceId();

  /// The place itself.
  JsonObject source();
}
