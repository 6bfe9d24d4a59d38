package dev.tradewitness.benchmarks.soak;

import java.util.Map;

/// What the verdict looks at.
///
/// @param rate successful answers a second
/// @param p99Millis the median of its intervals' 99th percentiles: a single stall does not decide
/// @param errorShare errors of all answers
/// @param liveBytes heap that is reachable at its end, after a forced collection, by service
/// @param rememberedIds ids that authorize-service says it remembers at its end
/// @param filterBytes that its filters of forgotten ids take then
public record Quarter(
    double rate,
    double p99Millis,
    double errorShare,
    Map<String, Long> liveBytes,
    long rememberedIds,
    long filterBytes) {}
