package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.timestamp.TimeStamp;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Each time-stamp was granted, for this batch's root and this request.
final class TimestampImprint implements Check {

  @Override
  public String name() {
    return "timestamp-imprint";
  }

  @Override
  public String shows() {
    return "each time-stamp was granted over merkle_root, with the nonce that was asked with";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    var findings = new Findings();
    Set<String> known = new HashSet<>();
    for (TimeStamps.Stamped stamped : TimeStamps.confirmed(evidence)) {
      known.add(stamped.path());
      findings.addAll(faults(stamped, evidence));
    }
    for (String path : evidence.timeStamps().keySet()) {
      if (!known.contains(path)) {
        findings.add(path, "belongs to no confirmed RFC3161 anchor of a batch record");
      }
    }
    return known.isEmpty()
        ? findings.orNotChecked("no batch has a confirmed time-stamp")
        : findings.orPass("%d time-stamps".formatted(known.size()));
  }

  /// What is wrong with one anchor's time-stamp.
  static List<Finding> faults(TimeStamps.Stamped stamped, Evidence evidence) {
    var findings = new Findings();
    if (stamped.stamp().isEmpty()) {
      findings.add(stamped.path(), "is not there or not readable");
      return findings.list();
    }
    TimeStamp stamp = stamped.stamp().get();
    Batch batch = stamped.batch();
    if (!stamp.isGranted() || stamp.token().isEmpty()) {
      findings.add(stamped.path(), "status %d, not granted", stamp.status());
      return findings.list();
    }
    findings.requireEqual(
        stamped.path(),
        "the imprint",
        stamp.imprint().orElse("not of SHA-256"),
        batch.merkleRoot().hex());
    findings.requireEqual(
        stamped.path(),
        "the nonce",
        stamp.nonce().orElse("none"),
        stamped.anchor().nonce().orElse("none"));
    requireSameStory(stamped, stamp, findings);
    requireSameProof(stamped, evidence, findings);
    return findings.list();
  }

  // What the record says of its time-stamp is for those who do not read ASN.1: it must be so.
  private static void requireSameStory(
      TimeStamps.Stamped stamped, TimeStamp stamp, Findings findings) {
    String record = stamped.batch().path();
    stamped
        .anchor()
        .imprint()
        .ifPresent(stated ->
            findings.requireEqual(
                record, "an anchor's imprint", stated, stamped.batch().merkleRoot()));
    stamped
        .anchor()
        .stampedAt()
        .ifPresent(stated ->
            findings.requireEqual(
                record, "stamped_at", stated, stamp.genTime().orElse(Instant.MIN)));
  }

  // The record carries the response once more; the two must not tell different stories.
  private static void requireSameProof(
      TimeStamps.Stamped stamped, Evidence evidence, Findings findings) {
    byte[] bytes = evidence.members().get(stamped.path());
    if (bytes != null && stamped.anchor().proof().isPresent()) {
      String base64 = Base64.getEncoder().encodeToString(bytes);
      if (!base64.equals(stamped.anchor().proof().get())) {
        findings.add(stamped.path(), "is not the proof in the record of %s", stamped.batch());
      }
    }
  }
}
