package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Trust;

/// Every member is what its path says.
final class Format implements Check {

  @Override
  public String name() {
    return "format";
  }

  @Override
  public String shows() {
    return "every member has a known path and is what it says, in its one spelling";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    findings.addAll(evidence.problems());
    return findings.orPass("%d members".formatted(evidence.members().size()));
  }
}
