package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.mina.core.buffer.IoBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLengthsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8=FIX.4.4|9=4294967272|35=D|",
        "8=FIXT.1.1|9=4294967272|35=A|",
        "8=FIX.4.4|9=429496727x2|35=D|",
        "noise 8=FIX.4.4|9=12|35=0|8=FIX.4.4|9=0000000000"
      })
  void aLengthThatMayOverflowIsFoundHoweverItIsCut(String text) {
    for (int cut = 0; cut <= text.length(); cut++) {
      var lengths = new BodyLengths();
      boolean first = lengths.arePossible(packet(text.substring(0, cut)));
      assertThat(first && lengths.arePossible(packet(text.substring(cut))))
          .as("cut at %d", cut)
          .isFalse();
    }
    var lengths = new BodyLengths();
    assertThat(text.chars().allMatch(c -> lengths.arePossible(packet(Character.toString(c)))))
        .isFalse();
  }

  @Test
  void otherLengthsAndNumbersAreLeftAlone() {
    String text = "8=FIX.4.4|9=999999999|35=D|9=4294967272|58=8=FIX.4.4 9=4294967272|8=FIX.4.4|9=1";
    for (int cut = 0; cut <= text.length(); cut++) {
      var lengths = new BodyLengths();
      assertThat(lengths.arePossible(packet(text.substring(0, cut)))).isTrue();
      assertThat(lengths.arePossible(packet(text.substring(cut)))).isTrue();
    }
  }

  @Test
  void thePacketIsNotReadAway() {
    IoBuffer packet = packet("8=FIX.4.4|9=1");
    new BodyLengths().arePossible(packet);
    assertThat(packet.remaining()).isEqualTo(13);
  }

  private static IoBuffer packet(String text) {
    return IoBuffer.wrap(text.replace('|', '\u0001').getBytes(StandardCharsets.ISO_8859_1));
  }
}
