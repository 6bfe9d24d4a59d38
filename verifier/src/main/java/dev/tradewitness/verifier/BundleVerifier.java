package dev.tradewitness.verifier;

import dev.tradewitness.verifier.archive.Archive;
import dev.tradewitness.verifier.archive.ArchiveLimits;
import dev.tradewitness.verifier.archive.ArchiveRefusedException;
import dev.tradewitness.verifier.check.Anchoring;
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
      Evidence evidence = EvidenceReader.read(Archive.read(bytes, ArchiveLimits.BUNDLE));
      Trust trust = Trust.of(evidence, roots);
      return new BundleReport.Checked(
          file,
          Verification.of(evidence, trust),
          evidence.events().size(),
          evidence.batches().size(),
          Anchoring.reach(evidence, trust),
          trust.keysGiven(),
          trust.certificatesGiven());
    } catch (ArchiveRefusedException e) {
      return new BundleReport.Unreadable(file, String.valueOf(e.getMessage()));
    }
  }
}
