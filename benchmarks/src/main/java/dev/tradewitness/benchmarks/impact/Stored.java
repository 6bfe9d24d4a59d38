package dev.tradewitness.benchmarks.impact;

/// Whether capture-service has what it was given.
///
/// @param accepted orders that the order server accepted while this way of capturing was on
/// @param stored of them, in capture-service
record Stored(Condition condition, String policyId, int accepted, int stored) {

  int lost() {
    return accepted - stored;
  }
}
