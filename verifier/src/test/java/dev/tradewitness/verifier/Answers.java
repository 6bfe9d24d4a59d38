package dev.tradewitness.verifier;

import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.check.Verdict;
import dev.tradewitness.verifier.check.Verification;
import dev.tradewitness.verifier.check.Verification.Result;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.report.TextReport;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the verifier says, in a form that tests compare.
final class Answers {

  private Answers() {}

  static BundleReport of(MadeBundle bundle) {
    return of(bundle.zip());
  }

  static BundleReport of(byte[] zip) {
    return of(zip, TrustRoots.NONE);
  }

  static BundleReport of(byte[] zip, TrustRoots roots) {
    return BundleVerifier.verify("bundle.zip", zip, roots);
  }

  /// Of a file that can be read.
  static Verdict verdict(BundleReport report) {
    return ((BundleReport.Checked) report).verdict();
  }

  /// Names of the checks with an outcome of a kind; `archive` for a file that cannot be read.
  static Set<String> failed(BundleReport report) {
    return named(report, Outcome.Fail.class);
  }

  static Set<String> notChecked(BundleReport report) {
    return named(report, Outcome.NotChecked.class);
  }

  private static Set<String> named(BundleReport report, Class<? extends Outcome> kind) {
    return switch (report) {
      case BundleReport.Unreadable _ -> Set.of("archive");
      case BundleReport.Checked checked ->
          checked.verification().results().stream()
              .filter(result -> kind.isInstance(result.outcome()))
              .map(result -> result.check().name())
              .collect(Collectors.toCollection(TreeSet::new));
    };
  }

  /// True when a check broke instead of finding: a defect of the verifier, whatever the bundle.
  static boolean broke(BundleReport report) {
    return report instanceof BundleReport.Checked checked
        && checked.verification().results().stream()
            .map(Result::outcome)
            .anyMatch(outcome ->
                outcome instanceof Outcome.Fail fail
                    && fail.findings().getFirst().message().startsWith(Verification.BROKE));
  }

  static String text(BundleReport report) {
    return TextReport.of(report);
  }
}
