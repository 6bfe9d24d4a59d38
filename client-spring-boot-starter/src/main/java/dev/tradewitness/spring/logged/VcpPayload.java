package dev.tradewitness.spring.logged;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the payload of a call's event. Runs on the thread that called the method or completed its
/// future, so it must not block.
@FunctionalInterface
public interface VcpPayload {

  /// @return members of the payload; see the documentation for what values may be
  Map<String, ? extends @Nullable Object> payload(VcpCall call);
}
