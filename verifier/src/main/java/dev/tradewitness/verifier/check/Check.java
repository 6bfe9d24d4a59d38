package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Trust;

/// One promise about a bundle that can be shown or refuted from the bundle alone. Pure.
public interface Check {

  /// As docs/evidence-bundle.md names it.
  String name();

  /// What a PASS shows, in one line.
  String shows();

  Outcome on(Evidence evidence, Trust trust);
}
