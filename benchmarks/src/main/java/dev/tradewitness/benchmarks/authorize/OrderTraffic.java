package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.load.Traffic;
import java.nio.charset.StandardCharsets;

/// Orders that are never repeated, each of a fixed small value, by turns buy and sell over a set of
/// accounts. Every authorized order stays open: [CancelTraffic] ends them afterwards.
public final class OrderTraffic implements Traffic {
  /// Orders that one account can have open within the limits of a first start: gross exposure
  /// 1,000,000 at 185.50 each, with some room for what is there already.
  static final long OPEN_PER_ACCOUNT_MAX = 4_600;

  private static final byte[] BLOCKED =
      "\"status\":\"BLOCKED\"".getBytes(StandardCharsets.US_ASCII);
  private static final int STATUS_WITHIN = 200;

  private final String path;
  private final String run;
  private final int accounts;
  private final Segments segments = new Segments();
  private long number;
  private long blocked;
  private long decided;
  private long answerBytes;

  /// @param run prefix of the order ids, unlike any used before
  public OrderTraffic(String path, String run, int accounts) {
    this.path = path;
    this.run = run;
    this.accounts = accounts;
  }

  @Override
  public boolean next(Request request) {
    long n = number++;
    // Both sides come to every account, whether their number is even or odd.
    var side = (n / accounts + n) % 2 == 0 ? "BUY" : "SELL";
    request.post(
        path,
        "{\"order\":{\"client_order_id\":\""
            + orderId(run, n)
            + "\",\"symbol\":\"AAPL\",\"side\":\""
            + side
            + "\",\"qty\":1,\"price\":185.50},\"context\":{\"client_id\":\""
            + account(n, accounts)
            + "\"}}");
    return true;
  }

  @Override
  public void answered(Request request, ResponseParser response) {
    if (response.status() != 200) {
      return;
    }
    decided++;
    answerBytes += response.bodyLength();
    int status = Segments.find(response.body(), STATUS_WITHIN, BLOCKED, 0);
    if (status >= 0) {
      blocked++;
    }
    segments.add(response.body(), response.bodyLength());
  }

  static String orderId(String run, long number) {
    return run + number;
  }

  static String account(long number, int accounts) {
    return "bench-" + number % accounts;
  }

  /// Where the service says that the time of its answers went.
  public Segments segments() {
    return segments;
  }

  /// Orders that were sent.
  long sent() {
    return number;
  }

  long blocked() {
    return blocked;
  }

  /// Mean length of an answer.
  int answerBytes() {
    return decided == 0 ? 0 : (int) (answerBytes / decided);
  }
}
