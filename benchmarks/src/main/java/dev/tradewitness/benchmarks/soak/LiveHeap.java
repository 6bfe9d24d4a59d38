package dev.tradewitness.benchmarks.soak;

import dev.tradewitness.benchmarks.watch.JvmState;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The heap that is reachable, service by service. Forces a full collection to find out, so it is
/// asked only while no load runs.
final class LiveHeap {
  private static final List<String> SERVICES = List.of("capture", "anchor", "authorize", "vpin");
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);

  private LiveHeap() {}

  /// Bytes after a forced collection, of the services that run.
  static Map<String, Long> of(MeasuredStack stack) throws IOException, InterruptedException {
    var live = new TreeMap<String, Long>();
    for (var service : stack.runningParts()) {
      if (SERVICES.contains(service)) {
        long pid = stack.process(service).pid();
        collect(pid);
        JvmState.of(pid).ifPresent(jvm -> live.put(service, jvm.liveBytes()));
      }
    }
    return live;
  }

  private static void collect(long pid) throws IOException, InterruptedException {
    var jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start();
    try {
      if (!jcmd.waitFor(COMMAND_LIMIT) || jcmd.exitValue() != 0) {
        throw new IOException("jcmd %d GC.run failed: the live heap is not known".formatted(pid));
      }
    } finally {
      jcmd.destroyForcibly();
    }
  }
}
