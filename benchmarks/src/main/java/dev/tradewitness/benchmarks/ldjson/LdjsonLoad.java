package dev.tradewitness.benchmarks.ldjson;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.RunningLoad;
import dev.tradewitness.benchmarks.load.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sends lines over connections of its own to one port of 127.0.0.1, each with a bounded number
/// that is not acknowledged. A line's latency counts from its write to the acknowledgement that
/// covers it: then it is durable.
final class LdjsonLoad implements RunningLoad {
  private final List<LdjsonSender> senders = new ArrayList<>();

  /// @param sources one connection each
  LdjsonLoad(int port, List<String> sources, int window, Bounds bounds, Tally tally) {
    for (String source : sources) {
      senders.add(new LdjsonSender(port, new LdjsonLines(source), window, bounds, tally));
    }
  }

  @Override
  public void stop() {
    senders.forEach(LdjsonSender::stop);
  }

  /// @return lines that were acknowledged
  @Override
  public long run() throws IOException, InterruptedException {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("ldjson-", 0).factory())) {
      List<Future<Long>> running = senders.stream().map(threads::submit).toList();
      long sum = 0;
      for (Future<Long> one : running) {
        sum += one.get();
      }
      return sum;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("the load failed", e.getCause());
    } finally {
      stop();
    }
  }
}
