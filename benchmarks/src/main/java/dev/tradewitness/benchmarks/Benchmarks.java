package dev.tradewitness.benchmarks;

import dev.tradewitness.benchmarks.command.BenchCommands;
import java.util.List;

/// `./tradewitness bench`.
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] args) {
    System.exit(BenchCommands.run(List.of(args)));
  }
}
