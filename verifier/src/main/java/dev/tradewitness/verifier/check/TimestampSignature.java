package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.timestamp.TimeStamp;
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
    String source = trust.certificatesGiven() ? "given" : "the bundle's own";
    return confirmed.isEmpty()
        ? findings.orNotChecked("no batch has a confirmed time-stamp")
        : findings.orPass(
            "%d time-stamps under %s CA certificates".formatted(confirmed.size(), source));
  }

  /// What is wrong with one anchor's time-stamp.
  static List<Finding> faults(TimeStamps.Stamped stamped, Trust trust) {
    var findings = new Findings();
    TimeStampToken token = stamped.stamp().flatMap(TimeStamp::token).orElse(null);
    if (token == null) {
      findings.add(stamped.path(), "no token to check");
    } else {
      trust
          .fault(stamped.anchor(), token)
          .ifPresent(fault -> findings.add(stamped.path(), "%s", fault));
    }
    return findings.list();
  }
}
