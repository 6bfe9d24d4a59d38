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

  /// Rounds after which the hot paths are compiled and their profiles are settled. (The second
  /// compiler looks at a method after 5,000 calls; a round is many calls of most.)
  private static final Map<String, Integer> SHARE =
      Map.of(
          StackPorts.CAPTURE, 6_000,
          StackPorts.AUTHORIZE, 8_000,
          StackPorts.ANCHOR, 300,
          StackPorts.VPIN, 300);

  private static final int FAILURES_MAX = 200;
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  /// What was answered, by service, and what was not.
  ///
  /// @param failure one of the failures, or empty
  record Outcome(Map<String, Long> rounds, long failures, String failure) {
    @Override
    public String toString() {
      return rounds.entrySet().stream()
              .map(entry -> "%,d rounds of %s".formatted(entry.getValue(), entry.getKey()))
              .collect(Collectors.joining(", "))
          + (failures == 0 ? "" : "; %,d failed, such as %s".formatted(failures, failure));
    }
  }

  private final long end;
  private final Map<String, LongAdder> rounds = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private volatile String failure = "";

  private TrainingLoad(Duration timeMax) {
    this.end = System.nanoTime() + timeMax.toNanos();
  }

  /// Returns when each service has had its share, at the latest when the time has passed.
  static Outcome run(StackSettings stack, Duration timeMax) throws InterruptedException {
    var load = new TrainingLoad(timeMax);
    try (var http = new LoadHttp();
        var kafka = new LoadKafka("127.0.0.1:" + stack.port(KafkaPart.NAME));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(load.clients(stack, http, kafka));
    }
    var counts = new LinkedHashMap<String, Long>();
    StackPorts.SERVICES.stream()
        .filter(load.rounds::containsKey)
        .forEach(name -> counts.put(name, load.rounds(name).sum()));
    return new Outcome(counts, load.failures.sum(), load.failure);
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
    for (int number = 0; !finished(); number++) {
      try {
        client.round(number);
        done.increment();
      } catch (IOException e) {
        failures.increment();
        failure = e.toString();
        if (failures.sum() > FAILURES_MAX) {
          return;
        }
        Thread.sleep(AFTER_FAILURE);
      }
    }
  }

  /// All go on until the last has its share: a profile is of the whole stack under load.
  private boolean finished() {
    return System.nanoTime() > end
        || rounds.entrySet().stream()
            .allMatch(entry -> entry.getValue().sum() >= SHARE.getOrDefault(entry.getKey(), 0));
  }
}
