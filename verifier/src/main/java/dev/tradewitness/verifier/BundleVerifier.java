package dev.tradewitness.verifier;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.BundleLimits;
import dev.tradewitness.verifier.archive.Archive;
import dev.tradewitness.verifier.archive.ArchiveRefusedException;
import dev.tradewitness.verifier.check.ProvenTimes;
import dev.tradewitness.verifier.check.Verdict;
import dev.tradewitness.verifier.check.Verification;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.EvidenceReader;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.trust.Trust;
import dev.tradewitness.verifier.trust.TrustRoots;

/// A bundle's bytes → what is to be said of it. Pure; any bytes get an answer.
final class BundleVerifier {

  private BundleVerifier() {}

  static BundleReport verify(String file, byte[] bytes, TrustRoots roots) {
    try {
      Evidence evidence = EvidenceReader.read(Archive.read(bytes, BundleLimits.BUNDLE));
      Trust trust = Trust.of(evidence, roots);
      Verification verification = Verification.of(evidence, trust);
      return new BundleReport.Checked(
          file,
          Hash.of(bytes),
          evidence,
          verification,
          Verdict.of(verification, evidence, trust),
          ProvenTimes.of(evidence, trust));
    } catch (ArchiveRefusedException e) {
      return new BundleReport.Unreadable(file, String.valueOf(e.getMessage()));
    }
  }
}
