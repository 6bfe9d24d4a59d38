package dev.tradewitness.benchmarks.command;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All benchmarks by name.
public final class BenchCommands {
  private static final String JMH = "jmh";
  private static final int FAILED = 1;
  private static final int NOT_UNDERSTOOD = 2;

  private BenchCommands() {}

  private static Map<String, Benchmark> all() {
    var all = new LinkedHashMap<String, Benchmark>();
    all.put("authorize", new AuthorizeCommand());
    all.put("capture", new CaptureCommand());
    all.put("ldjson", new LdjsonCommand());
    all.put("soak", new SoakCommand());
    all.put("first-minute", new FirstMinuteCommand());
    all.put("impact", new ImpactCommand());
    return all;
  }

  /// @return the program's exit code: 0 when what was measured held, 1 when it declined or could
  ///   not be measured, 2 for a command line that is not understood
  public static int run(List<String> line) {
    if (!line.isEmpty() && line.getFirst().equals(JMH)) {
      return jmh(line.subList(1, line.size()));
    }
    var benchmark = line.isEmpty() ? null : all().get(line.getFirst());
    boolean asked =
        !line.isEmpty()
            && (line.getFirst().equals("help") || line.contains("--help") || line.contains("-h"));
    if (asked || benchmark == null) {
      (asked ? System.out : System.err).print(help());
      return asked ? 0 : NOT_UNDERSTOOD;
    }
    try {
      return run(benchmark, line.subList(1, line.size())) ? 0 : FAILED;
    } catch (IllegalArgumentException e) {
      System.err.println("tradewitness bench: " + e.getMessage());
      return NOT_UNDERSTOOD;
    } catch (IOException | SQLException e) {
      System.err.println(
          "tradewitness bench: " + e.getClass().getSimpleName() + ": " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  /// Needs no stack. Options and regular expressions are JMH's own; `-h` lists them.
  private static int jmh(List<String> line) {
    try {
      org.openjdk.jmh.Main.main(line.toArray(String[]::new));
      return 0;
    } catch (IOException e) {
      System.err.println("tradewitness bench: " + e.getMessage());
      return FAILED;
    }
  }

  private static boolean run(Benchmark benchmark, List<String> line)
      throws IOException, InterruptedException, SQLException {
    var known = new HashSet<>(benchmark.options());
    known.add("--results");
    var options = Options.parse(line, known);
    var home = Path.of(System.getProperty("tradewitness.home", "")).toAbsolutePath().normalize();
    var place =
        new Place(
            home,
            options.path("--data", home.resolve(".data")),
            options.path("--results", home.resolve("bench-results")));
    return benchmark.run(place, options);
  }

  private static String help() {
    var text =
        new StringBuilder(
            "usage: tradewitness bench NAME [--data DIR] [--results DIR] [OPTIONS]\n\n");
    all()
        .forEach(
            (name, benchmark) -> text.append("  %-12s %s%n".formatted(name, benchmark.usage())));
    text.append(
        """
          jmh          [REGEX] [JMH OPTIONS]
                       JSON, hashes, trees and the decision core, without a stack

        A benchmark measures the stack that runs in --data (default: .data beside this program);
        first-minute starts one of its own.
        Load goes to 127.0.0.1 only. Exit code 1: what was measured declines.
        """);
    return text.toString();
  }
}
