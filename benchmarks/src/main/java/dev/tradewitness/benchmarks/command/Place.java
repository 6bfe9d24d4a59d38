package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.nio.file.Path;

/// Where a benchmark finds and leaves things.
///
/// @param home folder of the build
/// @param data folder of the stack that runs
/// @param results folder of the artifact
record Place(Path home, Path data, Path results) {

  /// The stack that runs in the data folder.
  ///
  /// @throws IllegalArgumentException when nothing was ever brought up there
  MeasuredStack stack() throws IOException {
    return MeasuredStack.in(home, data);
  }
}
