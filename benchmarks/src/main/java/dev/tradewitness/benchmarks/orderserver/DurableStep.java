package dev.tradewitness.benchmarks.orderserver;

import java.io.IOException;

/// What an order server does with each order before it answers.
interface DurableStep extends AutoCloseable {

  /// Returns when the order is durable. For any number of threads.
  void keep(String orderId, byte[] order) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
