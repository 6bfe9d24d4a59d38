package dev.tradewitness.benchmarks.watch;

import java.util.List;

/// A process that is sampled.
///
/// @param queues metrics of its page that say how much waits in it
public record WatchedProcess(String name, ProcessHandle handle, int port, List<String> queues) {}
