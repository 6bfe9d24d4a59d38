package dev.tradewitness.verifier.check;

import dev.tradewitness.evidence.format.MemberPath;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Trust;

/// A page for people that the bundle brings along. It may say anything.
final class CoverSheet implements Check {

  @Override
  public String name() {
    return "cover-sheet";
  }

  @Override
  public String shows() {
    return "the bundle brings no page of its own; NOT_CHECKED when it does: --html writes the checked one";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    return evidence.members().containsKey(MemberPath.REPORT)
        ? new Outcome.NotChecked(
            "report.html is its maker's word; --html FILE writes a report of what was checked here")
        : new Outcome.Pass("none");
  }
}
