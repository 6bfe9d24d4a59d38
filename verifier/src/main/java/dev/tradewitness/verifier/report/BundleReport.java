package dev.tradewitness.verifier.report;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.verifier.check.ProvenTimes;
import dev.tradewitness.verifier.check.Verdict;
import dev.tradewitness.verifier.check.Verification;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.trust.Reach;

/// What is said of one file.
public sealed interface BundleReport {

  String file();

  /// All checks were made.
  ///
  /// @param sha256 of the file
  /// @param times when each batch is first proven to have existed
  record Checked(
      String file,
      Hash sha256,
      Evidence evidence,
      Verification verification,
      Verdict verdict,
      ProvenTimes times)
      implements BundleReport {

    /// The reach that every batch of the bundle has at least.
    public Reach reach() {
      return times.least(evidence);
    }

    int events() {
      return evidence.events().size();
    }

    int batches() {
      return evidence.batches().size();
    }
  }

  /// It is no bundle that can be read, so no check was made.
  record Unreadable(String file, String reason) implements BundleReport {}
}
