package dev.tradewitness.verifier.check;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.timestamp.StampTime;
import dev.tradewitness.evidence.timestamp.TimeStamp;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.Finding;
import dev.tradewitness.verifier.trust.Trust;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Each time-stamp was granted, for this batch's record and this request.
final class TimestampImprint implements Check {

  @Override
  public String name() {
    return "timestamp-imprint";
  }

  @Override
  public String shows() {
    return "each time-stamp was granted over batch_hash, with the nonce that was asked with";
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
        : findings.orPass(note(evidence, known.size()));
  }

  private static String note(Evidence evidence, int count) {
    long rootOnly =
        TimeStamps.confirmed(evidence).stream().filter(TimestampImprint::coversRootOnly).count();
    return rootOnly == 0
        ? "%d time-stamps over batch_hash".formatted(count)
        : "%d time-stamps, %d of them over merkle_root only".formatted(count, rootOnly);
  }

  /// True when neither place nor time of the batch are under the time-stamp.
  static boolean coversRootOnly(TimeStamps.Stamped stamped) {
    return stamped
        .stamp()
        .flatMap(TimeStamp::imprint)
        .filter(stamped.batch().merkleRoot()::equals)
        .isPresent();
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
    // In format 1 both are right. A time-stamp over the root alone would else vouch for any record
    // with that root: another place in the stream, another predecessor, another time.
    if (!evidence.isVersion1() || !coversRootOnly(stamped)) {
      findings.requireEqual(stamped.path(), "the imprint", imprint(stamp), batch.batchHash().hex());
    }
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
            findings.requireEqual(record, "an anchor's imprint", stated.hex(), imprint(stamp)));
    stamped
        .anchor()
        .stampedAt()
        .ifPresent(stated ->
            requireSameTime(record, stated, stamp.time().map(StampTime::genTime), findings));
  }

  private static String imprint(TimeStamp stamp) {
    return stamp.imprint().map(Hash::hex).orElse("not of SHA-256");
  }

  // Records keep microseconds; until format 2 they kept milliseconds.
  private static void requireSameTime(
      String record, Instant stated, Optional<Instant> genTime, Findings findings) {
    Instant stamped = genTime.orElse(Instant.MIN);
    if (!stated.equals(stamped.truncatedTo(ChronoUnit.MICROS))
        && !stated.equals(stamped.truncatedTo(ChronoUnit.MILLIS))) {
      findings.add(record, "stamped_at is %s, expected %s", stated, stamped);
    }
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
