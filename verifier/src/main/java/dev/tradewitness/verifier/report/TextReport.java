package dev.tradewitness.verifier.report;

import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.check.SplitView;
import dev.tradewitness.verifier.check.Verification.Result;
import dev.tradewitness.verifier.evidence.Finding;
import java.util.List;

/// One line for each check, then what the answer rests on.
public final class TextReport {

  private static final int FINDINGS_SHOWN = 10;

  private TextReport() {}

  public static String of(BundleReport report) {
    var text = new StringBuilder();
    line(text, report.file());
    switch (report) {
      case BundleReport.Unreadable unreadable -> {
        check(text, "FAIL", "archive", unreadable.reason());
        line(text, "  Result: UNREADABLE. No check was made.");
      }
      case BundleReport.Checked checked -> {
        checked.verification().results().forEach(result -> result(text, result));
        line(text, "  Time:   " + time(checked));
        line(text, "  Result: " + verdict(checked));
        checked.verdict().reasons().forEach(reason -> line(text, "          " + reason));
      }
    }
    return text.toString();
  }

  /// What came of comparing several files; empty for a single one.
  public static String comparison(RunReport run) {
    var text = new StringBuilder();
    if (run.bundles().size() > 1) {
      line(text, "%d files compared".formatted(run.bundles().size()));
      outcome(text, SplitView.NAME, run.comparison());
      line(text, "  Result: " + run.result());
    }
    return text.toString();
  }

  private static void result(StringBuilder text, Result result) {
    outcome(text, result.check().name(), result.outcome());
  }

  private static void outcome(StringBuilder text, String name, Outcome outcome) {
    switch (outcome) {
      case Outcome.Pass(String note) -> check(text, "PASS", name, note);
      case Outcome.NotChecked(String reason) -> check(text, "NOT_CHECKED", name, reason);
      case Outcome.Fail(List<Finding> findings) -> {
        check(text, "FAIL", name, findings.getFirst().toString());
        findings.stream()
            .skip(1)
            .limit(FINDINGS_SHOWN - 1)
            .forEach(finding -> check(text, "", "", finding.toString()));
        if (findings.size() > FINDINGS_SHOWN) {
          check(text, "", "", "and %d more".formatted(findings.size() - FINDINGS_SHOWN));
        }
      }
    }
  }

  private static void check(StringBuilder text, String result, String name, String note) {
    line(text, "  %-11s  %-20s  %s".formatted(result, name, note).stripTrailing());
  }

  private static void line(StringBuilder text, String line) {
    text.append(Printable.of(line)).append('\n');
  }

  static String time(BundleReport.Checked checked) {
    return switch (checked.reach()) {
      case NONE -> "NOT ANCHORED";
      case UNKNOWN -> "by a time-stamp authority that you do not know; --trust FILE names yours";
      case LOCAL -> "LOCAL only: the time-stamp authority is the log operator's own";
      case EXTERNAL -> "EXTERNAL: by time-stamp authorities that you trust";
    };
  }

  private static String verdict(BundleReport.Checked checked) {
    String size = "%d events, %d batches".formatted(checked.events(), checked.batches());
    return switch (checked.verdict().result()) {
      case PASS -> "PASS. " + size;
      case WHOLE -> "WHOLE. %s; every check holds, but something is not known:".formatted(size);
      case FAIL ->
          "FAIL. %d of %d checks failed; %s"
              .formatted(
                  checked.verification().failures(), checked.verification().results().size(), size);
    };
  }
}
