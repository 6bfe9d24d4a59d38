package dev.tradewitness.client.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.client.proof.ProofCheck.Fault;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// With proofs of the real service: ClientIT.
class ProofCheckTest {

  private final List<Event> events = new SomeEvents(8).next(11);
  private final SomeProofs log = new SomeProofs(events);
  private final ProofCheck check = new ProofCheck(VerifierKey.parse(log.verifierKey()));

  @Test
  void everyEventOfALogIsProven() {
    for (int size = 1; size <= events.size(); size++) {
      var smaller = new SomeProofs(events.subList(0, size));
      var itsCheck = new ProofCheck(VerifierKey.parse(smaller.verifierKey()));
      for (int i = 0; i < size; i++) {
        assertThat(itsCheck.faults(events.get(i), SomeProofs.bytes(smaller.proof(i)))).isEmpty();
      }
    }
  }

  @Test
  void anotherEventIsNotProven() {
    assertThat(names(check.faults(events.get(4), SomeProofs.bytes(log.proof(3)))))
        .containsExactly("hash", "batch", "log");
  }

  @Test
  void flippingAnyHexDigitOfAPathIsFound() {
    for (String part : List.of("batch", "log")) {
      String proof = log.proof(3).toString();
      int from = proof.indexOf("audit_path", proof.indexOf("\"" + part + "\""));
      int at = proof.indexOf(part.equals("batch") ? "\"hash\":\"" : "[\"", from);
      int digits = proof.indexOf('"', at + (part.equals("batch") ? 7 : 1)) + 1;
      for (int i = 0; i < 64; i++) {
        var changed = new StringBuilder(proof);
        changed.setCharAt(digits + i, proof.charAt(digits + i) == '0' ? '1' : '0');
        assertThat(names(check.faults(events.get(3), bytes(changed.toString()))))
            .containsExactly(part);
      }
    }
  }

  @Test
  void aCheckpointOfAnotherKeyOrLogIsFound() {
    var other = new SomeProofs(events);
    assertThat(names(check.faults(events.get(3), SomeProofs.bytes(other.proof(3)))))
        .containsExactly("checkpoint");
    String proof = log.proof(3).toString();
    String renamed = proof.replace("\"checkpoint\":\"test.local", "\"checkpoint\":\"evil.local");
    assertThat(names(check.faults(events.get(3), bytes(renamed)))).containsExactly("checkpoint");
  }

  @Test
  void aSignatureThatWasChangedOrIsMissingIsFound() {
    JsonObject proof = log.proof(3);
    JsonObject inLog = Objects.requireNonNull(proof.object("log"));
    String note = Objects.requireNonNull(inLog.string("checkpoint"));
    int last = note.length() - 5;
    for (String changed :
        List.of(
            note.substring(0, last)
                + (note.charAt(last) == 'A' ? 'B' : 'A')
                + note.substring(last + 1),
            note.replace("— test.local", "— other.local"),
            note.substring(0, note.indexOf("— ")) + "— " + SomeProofs.ORIGIN + " AAAAAAAA\n")) {
      JsonObject forged = proof.with("log", inLog.with("checkpoint", JsonValue.of(changed)));
      assertThat(names(check.faults(events.get(3), SomeProofs.bytes(forged))))
          .containsExactly("checkpoint");
    }
  }

  @Test
  void whatIsNoProofIsAFaultOfForm() {
    JsonObject proof = log.proof(3);
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "{\"code\":\"proof_not_available\"}",
            proof.with("batch", JsonValue.NULL).toString(),
            proof.with("log", JsonValue.NULL).toString(),
            proof.toString().replace("\"leaf_index\":3", "\"leaf_index\":-3"),
            proof.toString().replace("\"leaf_index\":3", "\"leaf_index\":11"),
            proof.toString().replace("\"tree_size\":11", "\"tree_size\":1e9"),
            proof.toString().replace("— ", ""))) {
      assertThat(names(check.faults(events.get(3), bytes(text)))).as(text).containsExactly("form");
    }
  }

  @Test
  void aVerifierKeyNamesItsLogAndItsHashIsChecked() {
    String text = log.verifierKey();
    assertThat(VerifierKey.parse(text).name()).isEqualTo(SomeProofs.ORIGIN);
    for (String wrong :
        List.of(
            "",
            "a+b",
            "a+00000000+AQ==",
            text.replaceFirst("\\+[0-9a-f]{8}", "+00000000"),
            "x" + text)) {
      assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.parse(wrong));
    }
  }

  private static List<String> names(List<Fault> faults) {
    return faults.stream().map(Fault::name).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
