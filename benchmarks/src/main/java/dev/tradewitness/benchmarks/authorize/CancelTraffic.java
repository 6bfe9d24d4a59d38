package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.load.Traffic;
import java.nio.charset.StandardCharsets;

/// Cancels the orders that an [OrderTraffic] sent, newest first, so that a run leaves no exposure
/// behind. A blocked order is already ended; its cancel changes nothing.
final class CancelTraffic implements Traffic {
  private static final byte[] ENDED_BEFORE =
      "\"applied\":false".getBytes(StandardCharsets.US_ASCII);

  private final String run;
  private final int accounts;
  private final long endedInARowMax;
  private long left;
  private long endedInARow;

  /// @param endedInARowMax orders in a row that had ended before, after which the rest is taken to
  ///   have ended as well
  CancelTraffic(String run, long orders, int accounts, long endedInARowMax) {
    this.run = run;
    this.left = orders;
    this.accounts = accounts;
    this.endedInARowMax = endedInARowMax;
  }

  @Override
  public boolean next(Request request) {
    if (left == 0 || endedInARow >= endedInARowMax) {
      return false;
    }
    long n = --left;
    request.post(
        "/v1/orders/" + OrderTraffic.orderId(run, n) + "/events",
        "{\"type\":\"CANCEL\",\"client_id\":\"" + OrderTraffic.account(n, accounts) + "\"}");
    return true;
  }

  @Override
  public void answered(Request request, ResponseParser response) {
    // The tally has the status.
    boolean ended = Segments.find(response.body(), response.bodyLength(), ENDED_BEFORE, 0) >= 0;
    endedInARow = ended ? endedInARow + 1 : 0;
  }
}
