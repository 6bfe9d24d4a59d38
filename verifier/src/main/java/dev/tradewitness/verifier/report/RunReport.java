package dev.tradewitness.verifier.report;

import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.check.SplitView;
import dev.tradewitness.verifier.check.Verdict;
import java.util.List;

/// What is said of all files of one run.
///
/// @param comparison of the files with one another; NOT_CHECKED for a single one
public record RunReport(List<BundleReport> bundles, Outcome comparison) {

  /// The outcome of a run, from best to worst.
  public enum Result {
    PASS,
    WHOLE,
    FAIL,
    UNREADABLE
  }

  public RunReport {
    bundles = List.copyOf(bundles);
  }

  /// Compares the bundles whose own checks hold.
  public static RunReport of(List<BundleReport> bundles) {
    List<SplitView.Bundle> whole =
        bundles.stream()
            .filter(BundleReport.Checked.class::isInstance)
            .map(BundleReport.Checked.class::cast)
            .filter(checked -> checked.verdict().result() != Verdict.Result.FAIL)
            .map(checked -> new SplitView.Bundle(checked.file(), checked.evidence()))
            .toList();
    return new RunReport(bundles, SplitView.of(whole));
  }

  /// The worst of all.
  public Result result() {
    Result worst = comparison instanceof Outcome.Fail ? Result.FAIL : Result.PASS;
    for (BundleReport bundle : bundles) {
      Result result = resultOf(bundle);
      worst = result.compareTo(worst) > 0 ? result : worst;
    }
    return worst;
  }

  static Result resultOf(BundleReport bundle) {
    return switch (bundle) {
      case BundleReport.Unreadable _ -> Result.UNREADABLE;
      case BundleReport.Checked checked ->
          switch (checked.verdict().result()) {
            case PASS -> Result.PASS;
            case WHOLE -> Result.WHOLE;
            case FAIL -> Result.FAIL;
          };
    };
  }
}
