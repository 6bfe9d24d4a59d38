package dev.tradewitness.verifier.report;

import dev.tradewitness.verifier.check.Outcome;
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
        line(text, "  Keys:   " + keys(checked));
        line(text, "  Time:   " + time(checked));
        line(text, "  Result: " + verdict(checked));
      }
    }
    return text.toString();
  }

  private static void result(StringBuilder text, Result result) {
    String name = result.check().name();
    switch (result.outcome()) {
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

  private static String keys(BundleReport.Checked checked) {
    return checked.keysGiven()
        ? "signing keys given by you (--keys)"
        : "signing keys from the bundle itself; give --keys with keys obtained another way to learn who"
            + " made it";
  }

  private static String time(BundleReport.Checked checked) {
    String source =
        checked.certificatesGiven()
            ? "CA certificates given by you (--ca)"
            : "CA certificates from the bundle itself; give --ca to rest on your own";
    return switch (checked.reach()) {
      case NONE -> "NOT ANCHORED; " + source;
      case LOCAL -> "LOCAL only: the time-stamp authority is the log operator's own; " + source;
      case EXTERNAL ->
          (checked.certificatesGiven() ? "EXTERNAL; " : "EXTERNAL by the bundle's own word; ")
              + source;
    };
  }

  private static String verdict(BundleReport.Checked checked) {
    String size = "%d events, %d batches".formatted(checked.events(), checked.batches());
    return checked.verification().passed()
        ? "PASS. " + size
        : "FAIL. %d of %d checks failed; %s"
            .formatted(
                checked.verification().failures(), checked.verification().results().size(), size);
  }
}
