package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningStop;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Why something is not signed, as `/health` lists it: of single logs, and of this instance.
@Component
class SigningTroubles {

  /// Every start compares first; only one that cannot is a trouble.
  private static final Duration COMPARED_WITHIN = Duration.ofSeconds(30);

  private final SigningHold hold;
  private final SigningStops stops;
  private final StreamLog logs;
  private final KeyRing keys;

  SigningTroubles(SigningHold hold, SigningStops stops, StreamLog logs, KeyRing keys) {
    this.hold = hold;
    this.stops = stops;
    this.logs = logs;
    this.keys = keys;
  }

  /// @param uptime of this instance
  List<JsonValue> troubles(Duration uptime) {
    var troubles = new ArrayList<JsonValue>();
    hold.reason()
        .filter(reason -> !reason.isEmpty() || uptime.compareTo(COMPARED_WITHIN) > 0)
        .ifPresent(reason ->
            troubles.add(
                trouble(
                    null,
                    "NOT_COMPARED",
                    "nothing is signed before vcp.anchors and capture's batch records could be read"
                        + (reason.isEmpty() ? "" : ": " + reason))));
    if (!keys.isCurrent()) {
      troubles.add(
          trouble(null, "KEY_RETIRED", "this instance's key was retired: it signs nothing more"));
    }
    logs.foreignOrigin()
        .ifPresent(origin ->
            troubles.add(
                trouble(
                    null,
                    "OTHER_ORIGIN",
                    "this instance does not sign the log %s, which was made under another tradewitness.anchor.origin"
                        .formatted(origin))));
    for (SigningStop stop : stops.all()) {
      troubles.add(trouble(stop.policyId().value(), "NOT_SIGNED", stop.detail()));
    }
    return troubles;
  }

  private static JsonValue trouble(@Nullable String policyId, String state, String detail) {
    return JsonObject.builder()
        .putOrNull("policy_id", policyId)
        .put("state", state)
        .put("detail", detail)
        .build();
  }
}
