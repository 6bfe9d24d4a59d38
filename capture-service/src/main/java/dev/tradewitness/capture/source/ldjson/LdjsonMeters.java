package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.decode.ldjson.LdjsonLine.Reason;
import dev.tradewitness.capture.intake.Intake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Counts what connections bring and how they end.
final class LdjsonMeters {

  /// Lines that were read, never acknowledged, and given up when the service stopped.
  private static final String NOT_STORED = "not_stored";

  private static final String DOOR = "ldjson";

  private final Intake intake;
  private final Map<Ending, Counter> endings;
  private final Counter again;

  LdjsonMeters(Intake intake, MeterRegistry meters) {
    this.intake = intake;
    this.endings =
        Arrays.stream(Ending.values())
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    ending ->
                        meters.counter(
                            "tradewitness.capture.ldjson.connections.ended",
                            "reason",
                            ending.word()),
                    (first, _) -> first,
                    () -> new EnumMap<>(Ending.class)));
    this.again = meters.counter("tradewitness.capture.ldjson.resubmissions");
  }

  /// The source of what a client stores; of the door itself when the line names no valid one.
  static String source(@Nullable String src) {
    return src == null ? DOOR : DOOR + ":" + src;
  }

  void refused(@Nullable String src, Reason reason) {
    intake.refusedUnread(source(src), reason.word());
  }

  void ended(Ending ending) {
    Objects.requireNonNull(endings.get(ending)).increment();
  }

  /// Lines that were turned away and are submitted again.
  void submittedAgain(int lines) {
    again.increment(lines);
  }

  void stored(String source) {
    intake.received(source);
  }

  void refused(String source, String reason) {
    intake.received(source);
    intake.failed(reason);
  }

  void notStored(String source) {
    refused(source, NOT_STORED);
  }
}
