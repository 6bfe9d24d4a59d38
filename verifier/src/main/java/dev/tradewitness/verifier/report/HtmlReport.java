package dev.tradewitness.verifier.report;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.check.ProvenTimes.Proven;
import dev.tradewitness.verifier.check.SplitView;
import dev.tradewitness.verifier.check.Verdict;
import dev.tradewitness.verifier.check.Verification.Result;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.EventDocument;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.evidence.Manifest;
import dev.tradewitness.verifier.evidence.Proof;
import dev.tradewitness.verifier.report.BundleReport.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The outcome as a page for people who were not there: what is claimed, what was shown, by whom
/// and when, and what was not shown. Every value on it was checked; of a bundle that fails, only
/// the checks are shown.
public final class HtmlReport {

  private static final int ROWS_MAX = 5_000;
  private static final int FINDINGS_SHOWN = 20;

  private static final List<String> NOT_SHOWN =
      List.of(
          "That an event is true: its maker wrote it, and what was captured is unchanged since.",
          "That everything that happened was captured: only that what was captured is all here, in order.",
          "That a log shows everybody the same: give the verifier several bundles of one log, from several hands.",
          "That a certificate or key was not revoked: nothing is looked up.",
          "Anything in the column “covered by nothing”: whoever passed the bundle on may have written it.",
          "Anything that another page says, the bundle's own report.html too.");

  private final Html html = new Html("Verification of evidence");

  private HtmlReport() {}

  public static String of(RunReport run) {
    var report = new HtmlReport();
    report.html.paragraph(
        "Written by the Tradewitness verifier from what it checked, offline, on the machine of whoever ran it.");
    if (run.bundles().size() > 1) {
      report.html.verdict(
          run.result().name(), "%s, of %d files".formatted(run.result(), run.bundles().size()));
      report.checks(
          List.of(row(SplitView.NAME, "several bundles tell one history", run.comparison())));
    }
    run.bundles().forEach(report::bundle);
    return report.html.page();
  }

  private void bundle(BundleReport report) {
    html.heading(2, report.file());
    switch (report) {
      case BundleReport.Unreadable unreadable ->
          html.verdict("UNREADABLE", "UNREADABLE. No check was made: " + unreadable.reason());
      case Checked checked -> checked(checked);
    }
  }

  private void checked(Checked checked) {
    Verdict verdict = checked.verdict();
    html.verdict(verdict.result().name(), meaning(verdict));
    html.paragraph("SHA-256 of the file: " + checked.sha256());
    if (!verdict.reasons().isEmpty()) {
      html.list(verdict.reasons());
    }
    if (verdict.result() != Verdict.Result.FAIL) {
      claims(checked);
      batches(checked);
    }
    html.heading(3, "What was checked");
    checks(checked.verification().results().stream().map(HtmlReport::row).toList());
    if (verdict.result() != Verdict.Result.FAIL) {
      events(checked);
    }
    html.heading(3, "What is not shown");
    html.list(NOT_SHOWN);
  }

  private static String meaning(Verdict verdict) {
    return switch (verdict.result()) {
      case PASS ->
          "PASS. Every check holds, and you know the signers and the time-stamp authority.";
      case WHOLE ->
          "WHOLE. Every check holds, but not everything is known to you. Anybody can make a bundle that is whole.";
      case FAIL ->
          "FAIL. A check does not hold. What the bundle says is not shown here, because it may not be so.";
    };
  }

  private void claims(Checked checked) {
    Manifest manifest = checked.evidence().manifest().orElseThrow();
    var rows = new ArrayList<List<String>>();
    for (Manifest.Stream stream : manifest.streams()) {
      rows.add(
          List.of(
              manifest.logOrigin(stream.policyId()),
              "%d to %d".formatted(stream.first(), stream.last())));
    }
    html.heading(3, "What is claimed");
    html.table(List.of("Log", "Events, without a gap"), rows);
  }

  private void batches(Checked checked) {
    html.heading(3, "When it existed");
    html.paragraph(TextReport.time(checked));
    var rows = new ArrayList<List<String>>();
    for (Batch batch : checked.evidence().batches()) {
      Optional<Proven> proven = checked.times().of(batch);
      rows.add(
          List.of(
              batch.batchId(),
              "%d to %d".formatted(batch.first(), batch.last()),
              batch.signingKeyId(),
              batch.closedAt().toString(),
              proven.map(it -> it.time().toString()).orElse("no time-stamp"),
              proven.map(it -> it.delay().toSeconds() + " s").orElse(""),
              checked.times().reach(batch).name()));
    }
    html.table(
        List.of(
            "Batch",
            "Events",
            "Signed by key",
            "Closed at, says the signer",
            "Existed at, proven",
            "Delay",
            "Authority"),
        rows);
  }

  private void checks(List<List<String>> rows) {
    html.table(List.of("Check", "Outcome", "What a PASS shows", "Found"), rows);
  }

  private static List<String> row(Result result) {
    return row(result.check().name(), result.check().shows(), result.outcome());
  }

  private static List<String> row(String name, String shows, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Pass(String note) -> List.of(name, "PASS", shows, note);
      case Outcome.NotChecked(String reason) -> List.of(name, "NOT_CHECKED", shows, reason);
      case Outcome.Fail(List<Finding> findings) ->
          List.of(
              name,
              "FAIL",
              shows,
              String.join(
                  "; ", findings.stream().limit(FINDINGS_SHOWN).map(Finding::toString).toList()));
    };
  }

  private void events(Checked checked) {
    html.heading(3, "The events");
    Evidence evidence = checked.evidence();
    var rows = new ArrayList<List<String>>();
    evidence.proofs().values().stream()
        .limit(ROWS_MAX)
        .forEach(proof -> rows.add(event(evidence, proof)));
    html.table(
        List.of(
            "Sequence",
            "Event",
            "Type",
            "Hash",
            "Signed by key",
            "Covered by the hash",
            "Compared with the proof",
            "Covered by nothing"),
        rows);
    if (evidence.proofs().size() > ROWS_MAX) {
      html.paragraph("and %d more".formatted(evidence.proofs().size() - ROWS_MAX));
    }
  }

  private static List<String> event(Evidence evidence, Proof proof) {
    EventDocument document = evidence.events().get(proof.place());
    if (document == null) { // only of a bundle that fails
      return List.of(proof.place().toString());
    }
    Coverage coverage = Coverage.of(document, proof, evidence.batch(proof.batch().batchId()));
    return List.of(
        Long.toString(proof.sequence()),
        proof.eventId(),
        type(document.json()),
        proof.eventHash().hex(),
        proof
            .security()
            .signature()
            .map(Proof.Signature::keyId)
            .orElse("batch and checkpoint only"),
        String.join(", ", coverage.byHash()),
        String.join(", ", coverage.compared()),
        String.join(", ", coverage.byNothing()));
  }

  private static String type(JsonObject document) {
    JsonObject header = document.object("header");
    String type = header == null ? null : header.text("event_type");
    if (type == null) {
      JsonObject other = document.object("Header");
      type = other == null ? null : other.text("EventType");
    }
    return type == null ? "" : type;
  }
}
