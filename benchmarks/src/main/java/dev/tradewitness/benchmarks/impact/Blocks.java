package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs the load of one condition after the other.
final class Blocks {
  private final Rig rig;
  private final ImpactSettings settings;

  Blocks(Rig rig, ImpactSettings settings) {
    this.rig = rig;
    this.settings = settings;
  }

  /// Code of the order server, the client, nginx and capture has run before anything counts.
  void warmUp(Condition condition) throws IOException, InterruptedException {
    if (settings.warmUp().isZero()) {
      return;
    }
    rig.begin(condition);
    try {
      var pace =
          new Pace.Open(settings.rate() * ImpactSettings.WARM_UP_FACTOR, settings.connections());
      var bounds = Bounds.of(settings.warmUp());
      new Load(rig.port(condition), rig.warmUpOrders(condition), pace, bounds, new Tally()).run();
    } finally {
      rig.end(condition);
    }
  }

  /// One block: the lead-in, then what counts.
  Block run(Condition condition, int round) throws IOException, InterruptedException {
    rig.begin(condition);
    try {
      var tally = new Tally();
      var load =
          new Load(
              rig.port(condition),
              rig.orders(condition),
              new Pace.Open(settings.rate(), settings.connections()),
              Bounds.of(settings.leadIn().plus(settings.blockTime())),
              tally);
      return measured(condition, round, load, tally);
    } finally {
      rig.end(condition);
    }
  }

  private Block measured(Condition condition, int round, Load load, Tally tally)
      throws IOException, InterruptedException {
    try (var executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("load").factory())) {
      Future<Long> running = executor.submit(load::run);
      try {
        Thread.sleep(settings.leadIn());
        rig.server().take();
        tally.interval();
        tally.late();
        await(running);
      } finally {
        load.stop();
      }
    }
    var counted = tally.interval();
    return new Block(
        condition, round, counted.latency(), tally.late(), counted.errors(), rig.server().take());
  }

  private static void await(Future<Long> load) throws IOException, InterruptedException {
    try {
      load.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("the load failed", e.getCause());
    }
  }
}
