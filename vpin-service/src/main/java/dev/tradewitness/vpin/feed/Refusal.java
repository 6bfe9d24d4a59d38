package dev.tradewitness.vpin.feed;

/// Why a message is not a trade that counts. The names are the reasons in dead letters and metrics.
enum Refusal implements Decoded, Verdict {
  /// Not one complete JSON text in UTF-8.
  BROKEN_JSON,
  /// JSON, but not an object.
  NOT_AN_OBJECT,
  /// JSON with a number, name or nesting longer than any trade needs.
  BEYOND_LIMITS,
  /// A member that is read occurs twice.
  DUPLICATE_MEMBER,
  /// `pair` is absent, null or blank.
  NO_PAIR,
  /// `pair` is not a string, too long, or has control characters or unpaired surrogates.
  BAD_PAIR,
  /// `timestamp` is not whole Unix milliseconds between the earliest trade that counts and the year
  /// 9999.
  BAD_TIMESTAMP,
  /// `price` is absent, or not a positive number in double range.
  BAD_PRICE,
  /// `size` is absent, or not a positive number in double range.
  BAD_SIZE,
  /// `notional_value` is not a positive number in double range, or absent with price × size not so.
  BAD_NOTIONAL,
  /// `trade_direction` is neither 1, -1, 0 nor absent.
  BAD_DIRECTION,
  /// The partition has as many pairs in memory as it may, and none of them is idle.
  TOO_MANY_PAIRS,
  /// The trade is worth more buckets than can be counted.
  TOO_MANY_BUCKETS,
  /// The pair's engine belongs to a partition that another consumer owns.
  OTHER_PARTITION
}
