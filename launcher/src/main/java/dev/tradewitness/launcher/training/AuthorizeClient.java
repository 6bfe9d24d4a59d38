package dev.tradewitness.launcher.training;

import dev.tradewitness.common.wire.Topics;
import java.io.IOException;

/// An order system: asks for each order, then reports what became of it, over HTTP or on
/// `executions`. One order in twenty is blocked by the default policy, one in fifty is asked for
/// twice.
final class AuthorizeClient implements Client {
  private static final String[] SYMBOLS = {"AAPL", "MSFT", "NVDA", "BTC-USD", "ETH-USD"};
  private static final int ORDERS_PER_ACCOUNT = 40;
  private static final int QUANTITY_BLOCKED = 1_500;

  private final LoadHttp http;
  private final String base;
  private final LoadKafka kafka;
  private final int number;

  AuthorizeClient(LoadHttp http, String base, LoadKafka kafka, int number) {
    this.http = http;
    this.base = base;
    this.kafka = kafka;
    this.number = number;
  }

  @Override
  public void round(int round) throws IOException, InterruptedException {
    String account = "training-%d-%d".formatted(number, round / ORDERS_PER_ACCOUNT);
    String id = "T-%d-%d".formatted(number, round);
    String request = order(account, id, round);
    String answer = http.post(base + "/v1/authorize", request);
    if (round % 50 == 0) {
      http.post(base + "/v1/authorize", request);
    }
    if (answer.contains("\"AUTHORIZED\"")) {
      follow(account, id, round);
    }
    if (round % 100 == 0) {
      http.get(base + "/v1/exposures/" + account);
    }
  }

  private static String order(String account, String id, int round) {
    return """
    {"order":{"client_order_id":"%s","symbol":"%s","side":"%s","qty":%d,"price":%d.%02d},\
    "context":{"client_id":"%s"}}\
    """
        .formatted(
            id,
            SYMBOLS[round % SYMBOLS.length],
            side(round),
            round % 20 == 7 ? QUANTITY_BLOCKED : quantity(round),
            price(round),
            round % 100,
            account);
  }

  private static String side(int round) {
    return round % 3 == 0 ? "SELL" : "BUY";
  }

  private static int quantity(int round) {
    return 1 + round % 40;
  }

  private static int price(int round) {
    return 10 + round % 150;
  }

  /// Half of the orders are filled, some over Kafka, a quarter are cancelled, the rest stay open.
  private void follow(String account, String id, int round)
      throws IOException, InterruptedException {
    switch (round % 8) {
      case 0, 1 ->
          http.post(
              base + "/v1/orders/" + id + "/events",
              """
              {"type":"FILL","qty":%d,"price":%d,"exec_id":"X-%s","client_id":"%s"}\
              """
                  .formatted(quantity(round), price(round), id, account));
      case 2, 3 ->
          kafka.send(
              Topics.EXECUTIONS,
              id,
              """
              {"order_id":"%s","client_id":"%s","symbol":"%s","side":"%s","price":"%d","quantity":"%d","exec_id":"X-%s"}\
              """
                  .formatted(
                      id,
                      account,
                      SYMBOLS[round % SYMBOLS.length],
                      side(round),
                      price(round),
                      quantity(round),
                      id));
      case 4, 5 ->
          http.post(
              base + "/v1/orders/" + id + "/events",
              """
              {"type":"CANCEL","client_id":"%s"}\
              """
                  .formatted(account));
      default -> {}
    }
  }
}
