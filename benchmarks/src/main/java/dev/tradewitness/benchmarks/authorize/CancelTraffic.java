package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.load.Traffic;

/// Cancels the orders that an [OrderTraffic] sent, so that a run leaves no exposure behind. A
/// blocked order is already ended; its cancel changes nothing.
final class CancelTraffic implements Traffic {
  private final String run;
  private final long orders;
  private final int accounts;
  private long number;

  CancelTraffic(String run, long orders, int accounts) {
    this.run = run;
    this.orders = orders;
    this.accounts = accounts;
  }

  @Override
  public boolean next(Request request) {
    if (number >= orders) {
      return false;
    }
    long n = number++;
    request.post(
        "/v1/orders/" + OrderTraffic.orderId(run, n) + "/events",
        "{\"type\":\"CANCEL\",\"client_id\":\"" + OrderTraffic.account(n, accounts) + "\"}");
    return true;
  }

  @Override
  public void answered(Request request, ResponseParser response) {
    // The tally has the status.
  }
}
