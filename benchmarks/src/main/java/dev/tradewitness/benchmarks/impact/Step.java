package dev.tradewitness.benchmarks.impact;

/// What makes an order durable in the order server.
public enum Step {
  /// An append and an fdatasync.
  FILE,
  /// A committed row in the stack's PostgreSQL.
  POSTGRES
}
