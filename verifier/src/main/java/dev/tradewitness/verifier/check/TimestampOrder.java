package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.timestamp.TimeStamp;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// No time-stamp is older than what it stamps.
final class TimestampOrder implements Check {

  @Override
  public String name() {
    return "timestamp-order";
  }

  @Override
  public String shows() {
    return "each genTime is not before its batch was closed (5 s of clock tolerance)";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    List<TimeStamps.Stamped> confirmed = TimeStamps.confirmed(evidence);
    confirmed.forEach(stamped -> findings.addAll(faults(stamped)));
    return confirmed.isEmpty()
        ? findings.orNotChecked("no batch has a confirmed time-stamp")
        : findings.orPass(span(confirmed));
  }

  private static String span(List<TimeStamps.Stamped> confirmed) {
    List<Instant> times =
        confirmed.stream()
            .flatMap(stamped -> stamped.stamp().flatMap(TimeStamp::genTime).stream())
            .sorted()
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
    Optional<Instant> genTime = stamped.stamp().flatMap(TimeStamp::genTime);
    Instant closedAt = stamped.batch().closedAt();
    if (genTime.isEmpty()) {
      findings.add(stamped.path(), "no genTime to check");
    } else if (genTime.get().isBefore(closedAt.minus(Clocks.TOLERANCE))) {
      findings.add(
          stamped.path(), "genTime %s is before the batch was closed, %s", genTime.get(), closedAt);
    }
    return findings.list();
  }
}
