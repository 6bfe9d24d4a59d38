package dev.tradewitness.launcher.training;

import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Synthetic load on each service of a stack at once: few clients, each in a closed loop, bounded
/// in time and count. Every event, order, fill and trade is distinct.
final class TrainingLoad {
  private static final int CONNECTIONS = 4;
  private static final int ROUNDS_MAX = 200_000;
  private static final int FAILURES_MAX = 200;
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  /// What was answered, and what was not, by client.
  record Outcome(Map<String, Long> rounds, long failures) {
    @Override
    public String toString() {
      return rounds.entrySet().stream()
              .map(entry -> "%,d rounds of %s".formatted(entry.getValue(), entry.getKey()))
              .collect(Collectors.joining(", "))
          + ", %,d failed".formatted(failures);
    }
  }

  private final long end;
  private final Map<String, LongAdder> rounds = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();

  private TrainingLoad(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  /// Returns when the time has passed.
  static Outcome run(StackSettings stack, Duration time) throws InterruptedException {
    var load = new TrainingLoad(time);
    try (var http = new LoadHttp();
        var kafka = new LoadKafka("127.0.0.1:" + stack.port(KafkaPart.NAME));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(load.clients(stack, http, kafka));
    }
    var counts = new LinkedHashMap<String, Long>();
    StackPorts.SERVICES.stream()
        .filter(load.rounds::containsKey)
        .forEach(name -> counts.put(name, load.rounds(name).sum()));
    return new Outcome(counts, load.failures.sum());
  }

  private List<Callable<Void>> clients(StackSettings stack, LoadHttp http, LoadKafka kafka) {
    var tasks = new ArrayList<Callable<Void>>();
    var known = new KnownEvents();
    for (String name : stack.parts()) {
      String base = "http://127.0.0.1:" + stack.port(name);
      for (int i = 0; i < CONNECTIONS; i++) {
        switch (name) {
          case StackPorts.CAPTURE -> add(tasks, name, new CaptureClient(http, base, i, known));
          case StackPorts.AUTHORIZE -> add(tasks, name, new AuthorizeClient(http, base, kafka, i));
          default -> {}
        }
      }
      switch (name) {
        case StackPorts.ANCHOR -> add(tasks, name, new AnchorClient(http, base, known));
        case StackPorts.VPIN -> add(tasks, name, new VpinClient(http, base, kafka));
        default -> {}
      }
    }
    return tasks;
  }

  private void add(List<Callable<Void>> tasks, String name, Client client) {
    tasks.add(() -> {
      loop(rounds(name), client);
      return null;
    });
  }

  private LongAdder rounds(String name) {
    return rounds.computeIfAbsent(name, _ -> new LongAdder());
  }

  private void loop(LongAdder done, Client client) throws InterruptedException {
    for (int number = 0; number < ROUNDS_MAX && System.nanoTime() < end; number++) {
      try {
        client.round(number);
        done.increment();
      } catch (IOException e) {
        failures.increment();
        if (failures.sum() > FAILURES_MAX) {
          return;
        }
        Thread.sleep(AFTER_FAILURE);
      }
    }
  }
}
