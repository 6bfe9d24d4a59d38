package dev.tradewitness.verifier.check;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.trust.Trust;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Signature lines of checkpoints that no known key belongs to: witnesses, or anybody.
final class OtherSignatures implements Check {

  @Override
  public String name() {
    return "other-signatures";
  }

  @Override
  public String shows() {
    return "checkpoints bear no signature but the log's; NOT_CHECKED names the keys of any other";
  }

  @Override
  public Outcome on(Evidence evidence, Trust trust) {
    Set<String> others = new TreeSet<>();
    for (LogCheckpoint checkpoint : CheckpointSignature.all(evidence)) {
      List<NoteKey> known =
          evidence.logOrigin(checkpoint.policyId()).map(trust::noteKeys).orElse(List.of());
      checkpoint.note().signatures().stream()
          .filter(line -> known.stream().noneMatch(key -> CheckpointSignature.isOf(line, key)))
          .map(OtherSignatures::keyOf)
          .forEach(others::add);
    }
    return others.isEmpty()
        ? new Outcome.Pass("none")
        : new Outcome.NotChecked("no known key made these: " + String.join(", ", others));
  }

  private static String keyOf(SignedNote.Signature line) {
    return line.name() + "+" + HexFormat.of().toHexDigits(line.keyHash());
  }
}
