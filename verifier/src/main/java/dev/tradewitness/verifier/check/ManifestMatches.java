package dev.tradewitness.verifier.check;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.EvidenceFormat;
import dev.tradewitness.evidence.format.MemberPath;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Manifest;
import dev.tradewitness.verifier.trust.Trust;
import java.util.HashSet;
import java.util.Optional;

/// The manifest lists what is there, and nothing else is there.
final class ManifestMatches implements Check {

  @Override
  public String name() {
    return "manifest";
  }

  @Override
  public String shows() {
    return "every member is listed with its hash and size, none is missing, none is extra";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    Optional<Manifest> found = evidence.manifest();
    if (found.isEmpty()) {
      findings.add(MemberPath.MANIFEST, "is not there or not readable");
      return findings.orPass("");
    }
    Manifest manifest = found.get();
    if (EvidenceFormat.ofWireName(manifest.format()).isEmpty()) {
      findings.add(MemberPath.MANIFEST, "is of the unknown format %s", manifest.format());
    }
    var listed = new HashSet<String>();
    for (Manifest.Member member : manifest.members()) {
      if (!listed.add(member.path())) {
        findings.add(member.path(), "is listed twice");
      }
      compare(member, evidence, findings);
    }
    for (String path : evidence.members().keySet()) {
      if (!path.equals(MemberPath.MANIFEST) && !listed.contains(path)) {
        findings.add(path, "is in the bundle and not in the manifest");
      }
    }
    return findings.orPass("%d members by SHA-256".formatted(listed.size()));
  }

  private static void compare(Manifest.Member member, Evidence evidence, Findings findings) {
    byte[] bytes = evidence.members().get(member.path());
    if (bytes == null || member.path().equals(MemberPath.MANIFEST)) {
      findings.add(member.path(), "is in the manifest and not in the bundle");
      return;
    }
    findings.requireEqual(member.path(), "size", (long) bytes.length, member.size());
    findings.requireEqual(member.path(), "SHA-256", Hash.of(bytes), member.sha256());
  }
}
