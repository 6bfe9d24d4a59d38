package dev.tradewitness.benchmarks.firstminute;

import java.nio.file.Path;
import java.time.Duration;

/// @param home folder of the build
/// @param portBase shifts every port of the stack
/// @param aotCache whether the stack starts with AOT caches
/// @param pause from the end of `up` to the first request
/// @param few time of each load over 8 connections, and of the open loop
/// @param many time of each load over 64 connections; zero for none
/// @param results folder of the artifact
public record FirstMinuteSettings(
    Path home,
    int portBase,
    boolean aotCache,
    Duration pause,
    Duration few,
    Duration many,
    Path results) {}
