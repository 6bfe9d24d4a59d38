package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.trust.Reach;
import dev.tradewitness.verifier.trust.Standing;
import dev.tradewitness.verifier.trust.Trust;
import java.util.List;
import org.bouncycastle.tsp.TimeStampToken;

/// Each time-stamp was signed by a time-stamping certificate under a trusted CA.
final class TimestampSignature implements Check {

  @Override
  public String name() {
    return "timestamp-signature";
  }

  @Override
  public String shows() {
    return "CMS signature, ESSCertIDv2, time-stamping only, chain to the CA, valid at genTime";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    List<TimeStamps.Stamped> confirmed = TimeStamps.confirmed(evidence);
    confirmed.forEach(stamped -> findings.addAll(faults(stamped, trust)));
    return confirmed.isEmpty()
        ? findings.orNotChecked("no batch has a confirmed time-stamp")
        : findings.orPass(note(confirmed, trust));
  }

  private static String note(List<TimeStamps.Stamped> confirmed, Trust trust) {
    long known =
        confirmed.stream()
            .filter(stamped -> TimeStamps.reach(stamped, trust).compareTo(Reach.UNKNOWN) > 0)
            .count();
    return "%d time-stamps, %d of them under CA certificates given by you"
        .formatted(confirmed.size(), known);
  }

  /// What is wrong with one anchor's time-stamp.
  static List<Finding> faults(TimeStamps.Stamped stamped, Trust trust) {
    var findings = new Findings();
    TimeStampToken token = stamped.stamp().flatMap(TimeStamp::token).orElse(null);
    if (token == null) {
      findings.add(stamped.path(), "no token to check");
    } else if (trust.standing(stamped.anchor(), token) instanceof Standing.Refused(String fault)) {
      findings.add(stamped.path(), "%s", fault);
    }
    return findings.list();
  }
}
