package dev.tradewitness.benchmarks.command;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

/// One benchmark by name.
interface Benchmark {
  String usage();

  /// Options beside `--results`, which all have.
  Set<String> options();

  /// @return false when what was measured declines
  boolean run(Place place, Options options) throws IOException, InterruptedException, SQLException;
}
