package dev.tradewitness.benchmarks.impact;

import java.util.Locale;

/// What stands between a client's order and its answer.
enum Condition {
  /// The order server alone.
  NONE("nothing captures"),
  /// The same again: what differs between the two is the machine's noise.
  CONTROL("the same again"),
  /// The order server alone, while another process has as many events captured: what it costs that
  /// capture-service runs on the same machine.
  BESIDE("as many events from another process"),
  /// The order server logs each order by the Java client, on the thread of the request.
  CLIENT("the Java client on the thread of the request"),
  /// The order server behind nginx.
  NGINX("behind nginx, mirror off"),
  /// The order server behind nginx, which mirrors each order to capture-service.
  MIRROR("behind nginx, mirrored to capture");

  private final String meaning;

  Condition(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }

  /// As reports and order ids have it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
