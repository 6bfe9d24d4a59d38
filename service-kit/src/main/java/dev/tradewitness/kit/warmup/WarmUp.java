package dev.tradewitness.kit.warmup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/// Rehearses a service's hot paths, in turns, until the time or the rounds are up, and collects the
/// garbage of it. Spring Boot reports readiness after its runners, so a service is not ready before
/// this has ended. A path that fails is left out and logged; it never keeps a service from
/// starting.
public final class WarmUp implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  private final List<Rehearsal> rehearsals;
  private final WarmUpProperties settings;

  WarmUp(List<Rehearsal> rehearsals, WarmUpProperties settings) {
    this.rehearsals = List.copyOf(rehearsals);
    this.settings = settings;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (settings.timeMax().isZero() || rehearsals.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    List<HotPath> paths = paths();
    List<String> names = paths.stream().map(HotPath::name).toList();
    int rounds = 0;
    try {
      rounds = rounds(paths, begin + settings.timeMax().toNanos());
    } finally {
      paths.forEach(WarmUp::close);
    }
    // What start and rehearsal left is collected and tenured now. A first collection under load
    // took
    // 0.7 s for 50 MiB, presumably because it copied all of it into memory never touched before.
    System.gc();
    log.atInfo().log(
        "warmed up: {} rounds of {} in {} ms",
        rounds,
        String.join(", ", names),
        (System.nanoTime() - begin) / 1_000_000);
  }

  private List<HotPath> paths() {
    var paths = new ArrayList<HotPath>();
    for (Rehearsal rehearsal : rehearsals) {
      try {
        paths.addAll(rehearsal.paths());
      } catch (Exception e) {
        failed(rehearsal.getClass().getSimpleName(), e);
      }
    }
    return paths;
  }

  /// @return how often each path was run
  private int rounds(List<HotPath> paths, long end) {
    var running = new ArrayList<>(paths);
    for (int number = 0; number < settings.roundsMax(); number++) {
      for (HotPath path : List.copyOf(running)) {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
          return number;
        }
        if (!succeeds(path, number)) {
          running.remove(path);
        }
      }
      if (running.isEmpty()) {
        return number;
      }
    }
    return settings.roundsMax();
  }

  private static boolean succeeds(HotPath path, int number) {
    try {
      path.round(number);
      return true;
    } catch (Exception e) {
      failed(path.name(), e);
      return false;
    }
  }

  private static void close(HotPath path) {
    try {
      path.close();
    } catch (IOException | RuntimeException e) {
      failed(path.name(), e);
    }
  }

  private static void failed(String what, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    log.atWarn().setCause(e).log("warm-up goes on without {}", what);
  }
}
