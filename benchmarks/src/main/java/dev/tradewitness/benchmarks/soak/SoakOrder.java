package dev.tradewitness.benchmarks.soak;

/// One order of a soak: what it is, what becomes of it, and what is done with it next.
final class SoakOrder {
  static final int QTY = 4;
  static final int PART_QTY = 2;
  static final String PRICE = "185.50";

  /// What becomes of an order, with its share of a hundred.
  enum Fate {
    FILLED(40),
    PARTLY_FILLED_THEN_CANCELLED(20),
    CANCELLED(20),
    EXPIRED(10),
    LEFT_OPEN(10);

    private final int share;

    Fate(int share) {
      this.share = share;
    }

    int share() {
      return share;
    }

    /// @param hundredth from 0 to 99
    static Fate of(int hundredth) {
      int rest = hundredth;
      for (var fate : values()) {
        rest -= fate.share;
        if (rest < 0) {
          return fate;
        }
      }
      throw new IllegalArgumentException("shares add up to 100, asked for " + hundredth);
    }
  }

  /// The requests that an order may be about.
  enum Step {
    ORDER,
    REPEAT,
    FILL,
    PART_FILL,
    CANCEL,
    EXPIRE
  }

  final String id;
  final String account;
  final String side;
  final Fate fate;
  final boolean repeated;
  Step step = Step.ORDER;

  SoakOrder(String id, String account, String side, Fate fate, boolean repeated) {
    this.id = id;
    this.account = account;
    this.side = side;
    this.fate = fate;
    this.repeated = repeated;
  }

  String orderJson() {
    return "{\"order\":{\"client_order_id\":\""
        + id
        + "\",\"symbol\":\"AAPL\",\"side\":\""
        + side
        + "\",\"qty\":"
        + QTY
        + ",\"price\":"
        + PRICE
        + "},\"context\":{\"client_id\":\""
        + account
        + "\"}}";
  }

  String eventsPath() {
    return "/v1/orders/" + id + "/events";
  }

  String eventJson() {
    var type =
        switch (step) {
          case FILL -> "FILL\",\"qty\":\"" + QTY + fillJson();
          case PART_FILL -> "FILL\",\"qty\":\"" + PART_QTY + fillJson();
          case CANCEL -> "CANCEL";
          case EXPIRE -> "EXPIRE";
          case ORDER, REPEAT -> throw new IllegalStateException(step + " is no event");
        };
    return "{\"type\":\"" + type + "\",\"client_id\":\"" + account + "\"}";
  }

  private String fillJson() {
    return "\",\"price\":\"" + PRICE + "\",\"exec_id\":\"" + id + "-x";
  }
}
