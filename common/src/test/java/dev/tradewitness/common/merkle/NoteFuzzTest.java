package dev.tradewitness.common.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Notes, checkpoints and verifier keys of others: what is read is written as what is read again.
class NoteFuzzTest {

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void note(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      NoteKey key = NoteKey.parse(text);
      assertThat(NoteKey.parse(key.verifierKey())).isEqualTo(key);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      SignedNote note = SignedNote.parse(text);
      SignedNote again = SignedNote.parse(note.text());
      assertThat(again.text()).isEqualTo(note.text());
      Checkpoint checkpoint = Checkpoint.parse(note.body());
      assertThat(Checkpoint.parse(checkpoint.body())).isEqualTo(checkpoint);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(NoteFuzzTest.class, "note", this::note);
  }
}
