package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Finding;
import java.util.List;

/// What came of one check.
public sealed interface Outcome {

  /// It holds.
  ///
  /// @param note what was looked at
  record Pass(String note) implements Outcome {}

  /// It does not hold.
  ///
  /// @param findings at least one
  record Fail(List<Finding> findings) implements Outcome {
    public Fail {
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("a failure has a finding");
      }
      findings = List.copyOf(findings);
    }
  }

  /// The bundle holds nothing that this check is about. Never used where something is missing that
  /// should be there.
  record NotChecked(String reason) implements Outcome {}
}
