package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.report.Phase;

/// A phase of orders: how they were sent, what came of it.
///
/// @param sent orders sent, answered or not
/// @param answerBytes mean length of an answer
record Measured(
    Pace pace, Phase.Result result, Segments segments, long sent, long blocked, int answerBytes) {}
