package dev.tradewitness.benchmarks.ldjson;

import java.nio.file.Path;
import java.time.Duration;

/// @param window lines of one connection that wait for their acknowledgement at most
/// @param time of the measured phase; the plain reader gets a third of it
public record LdjsonSettings(
    int connections, int window, Duration time, Duration warmUp, Path results) {}
