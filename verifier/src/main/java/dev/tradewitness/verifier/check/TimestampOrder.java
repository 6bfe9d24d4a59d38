package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.timestamp.StampTime;
import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.verifier.check.ProvenTimes.Proven;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// No time-stamp is older than what it stamps, and each batch has one soon after its close.
final class TimestampOrder implements Check {

  @Override
  public String name() {
    return "timestamp-order";
  }

  @Override
  public String shows() {
    return "each genTime is not before its batch was closed (5 s of clock tolerance); the first one is at"
        + " most two intervals of the tier later";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    List<TimeStamps.Stamped> confirmed = TimeStamps.confirmed(evidence);
    confirmed.forEach(stamped -> findings.addAll(faults(stamped)));
    List<Proven> proven = proven(evidence, trust);
    // Format 1 did not promise it; there the verdict names it.
    if (!evidence.isVersion1()) {
      proven.forEach(it -> requireSoon(it, findings));
    }
    return confirmed.isEmpty()
        ? findings.orNotChecked("no batch has a confirmed time-stamp")
        : findings.orPass(span(confirmed) + delay(proven));
  }

  private static List<Proven> proven(Evidence evidence, Trust trust) {
    ProvenTimes times = ProvenTimes.of(evidence, trust);
    return evidence.batches().stream().flatMap(batch -> times.of(batch).stream()).toList();
  }

  private static void requireSoon(Proven proven, Findings findings) {
    if (isLate(proven)) {
      Batch batch = proven.batch();
      findings.add(
          batch.path(),
          "closed at %s, first stamped at %s: %s later; two intervals of %s are %s",
          batch.closedAt(),
          proven.time(),
          proven.delay(),
          batch.tier(),
          batch.tier().delayMax());
    }
  }

  /// True when the first proof of a batch came later than its tier allows.
  static boolean isLate(Proven proven) {
    return proven.delay().compareTo(proven.batch().tier().delayMax()) > 0;
  }

  private static String delay(List<Proven> proven) {
    return proven.stream()
        .map(Proven::delay)
        .max(Comparator.naturalOrder())
        .map(longest -> ", at most %d s after closing".formatted(longest.toSeconds()))
        .orElse("");
  }

  private static String span(List<TimeStamps.Stamped> confirmed) {
    List<StampTime> times =
        confirmed.stream()
            .flatMap(stamped -> stamped.stamp().flatMap(TimeStamp::time).stream())
            .sorted(Comparator.comparing(StampTime::genTime))
            .toList();
    if (times.isEmpty()) {
      return "";
    }
    return times.getFirst().equals(times.getLast())
        ? times.getFirst().toString()
        : times.getFirst() + " to " + times.getLast();
  }

  /// What is wrong with one anchor's time-stamp.
  static List<Finding> faults(TimeStamps.Stamped stamped) {
    var findings = new Findings();
    Optional<StampTime> time = stamped.stamp().flatMap(TimeStamp::time);
    Instant closedAt = stamped.batch().closedAt();
    if (time.isEmpty()) {
      findings.add(stamped.path(), "no genTime to check");
    } else if (time.get().latest().isBefore(closedAt.minus(StampTime.CLOCK_TOLERANCE))) {
      findings.add(
          stamped.path(), "genTime %s is before the batch was closed, %s", time.get(), closedAt);
    }
    return findings.list();
  }
}
