package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.common.event.EventBuilder;

/// What messages of one source, which name no policy of their own, are recorded under.
///
/// @param clock what the source's timestamps are worth; part of the hashed event, so that it must
///   not change by itself between two deliveries of a message
public record SourcePolicy(String policyId, Tier tier, ClockStatus clock) {

  /// The same for the events themselves.
  public EventBuilder.Stream stream() {
    return new EventBuilder.Stream(policyId, tier.name(), clock.name());
  }
}
