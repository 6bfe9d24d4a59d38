package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/// One benchmark by name.
interface Benchmark {
  String usage();

  /// Options beside `--data` and `--results`, which all have.
  Set<String> options();

  /// @return false when what was measured declines
  boolean run(MeasuredStack stack, Path results, Options options)
      throws IOException, InterruptedException, SQLException;
}
