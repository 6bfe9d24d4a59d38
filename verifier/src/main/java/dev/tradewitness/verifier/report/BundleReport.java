package dev.tradewitness.verifier.report;

import dev.tradewitness.verifier.check.Anchoring.Reach;
import dev.tradewitness.verifier.check.Verification;

/// What is said of one file.
public sealed interface BundleReport {

  String file();

  /// All checks were made.
  ///
  /// @param reach of the anchors that hold, the least of any batch
  /// @param keysGiven false when the signing keys are the bundle's own
  /// @param certificatesGiven false when the CA certificates are the bundle's own
  record Checked(
      String file,
      Verification verification,
      int events,
      int batches,
      Reach reach,
      boolean keysGiven,
      boolean certificatesGiven)
      implements BundleReport {}

  /// It is no bundle that can be read, so no check was made.
  record Unreadable(String file, String reason) implements BundleReport {}
}
