package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.trust.Trust;
import java.util.ArrayList;
import java.util.List;

/// All checks on one bundle.
///
/// @param results one for each of [#PROMISE], in its order
public record Verification(List<Result> results) {

  /// What a bundle that passes has been shown to be, in the order of docs/evidence-bundle.md.
  public static final List<Check> PROMISE =
      List.of(
          new Format(),
          new ManifestMatches(),
          new EventHash(),
          new EventIdentity(),
          new EventSignature(),
          new BatchInclusion(),
          new BatchRoot(),
          new BatchRecordHolds(),
          new BatchChain(),
          new CheckpointSignature(),
          new LogInclusion(),
          new LogConsistency(),
          new Sequence(),
          new TimestampImprint(),
          new TimestampSignature(),
          new TimestampOrder(),
          new Anchoring(),
          new CoverSheet(),
          new OtherAnchors(),
          new OtherSignatures());

  /// What came of one check.
  public record Result(Check check, Outcome outcome) {}

  public Verification {
    results = List.copyOf(results);
  }

  public static Verification of(Evidence evidence, Trust trust) {
    var results = new ArrayList<Result>();
    for (Check check : PROMISE) {
      results.add(new Result(check, outcome(check, evidence, trust)));
    }
    return new Verification(results);
  }

  // The last net: a defect of a check on a hostile bundle must read as a failure of the bundle, not
  // as a crash after which somebody might take the lines before it for an answer.
  private static Outcome outcome(Check check, Evidence evidence, Trust trust) {
    try {
      return check.on(evidence, trust);
    } catch (RuntimeException | StackOverflowError e) {
      return new Outcome.Fail(List.of(new Finding("", BROKE + e.getClass().getSimpleName())));
    }
  }

  /// How the message of a check that broke begins; tests look for it.
  public static final String BROKE = "the check itself broke: ";

  public boolean passed() {
    return results.stream().noneMatch(result -> result.outcome() instanceof Outcome.Fail);
  }

  public long failures() {
    return results.stream().filter(result -> result.outcome() instanceof Outcome.Fail).count();
  }
}
