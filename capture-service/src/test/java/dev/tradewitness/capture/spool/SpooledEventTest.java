package dev.tradewitness.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.capture.Events;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.capture.stream.Entries;
import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpooledEventTest {

  /// Up to the length of the source.
  private static final int LENGTH_AT = 1 + 16 + 1 + 16 + 8 + 1 + 32;

  /// In the formats before.
  private static final int DIGEST_AT = LENGTH_AT - 32;

  private final TradingEvent event = Entries.of("ORD-1").event();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 40_000, 65_535})
  void aSourceOfAnyLengthUpTo65535BytesComesBack(int length) {
    SpooledEvent read = SpooledEvent.from(spooled("s".repeat(length)).bytes());

    assertThat(read.reception()).isEqualTo(received("s".repeat(length)));
    assertThat(read.id()).isEqualTo(event.id());
    assertThat(read.text().getBytes(StandardCharsets.UTF_8)).isEqualTo(event.document().bytes());
  }

  @Test
  void aLongerSourceIsRefusedInsteadOfCut() {
    // Of two bytes each.
    SpooledEvent spooled = spooled("\u00fc".repeat(32_768));

    assertThatThrownBy(spooled::bytes)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void theFirstFormatHasOneByteForTheLengthAndIsStillRead() {
    ByteBuffer now = spooled("s".repeat(200)).bytes();
    var before = ByteBuffer.allocate(now.remaining() - 32 - 1);
    before.put((byte) 0xf1).put(now.slice(1, DIGEST_AT - 1)).put((byte) 200);
    before.put(now.slice(LENGTH_AT + 2, now.remaining() - LENGTH_AT - 2)).flip();

    SpooledEvent read = SpooledEvent.from(before);

    assertThat(read.reception()).isEqualTo(received("s".repeat(200), null));
    assertThat(read.text().getBytes(StandardCharsets.UTF_8)).isEqualTo(event.document().bytes());
  }

  @Test
  void theSecondFormatHasNoDigestAndIsStillRead() {
    ByteBuffer now = spooled("s".repeat(300)).bytes();
    var before = ByteBuffer.allocate(now.remaining() - 32);
    before.put((byte) 0xf2).put(now.slice(1, DIGEST_AT - 1));
    before.put(now.slice(LENGTH_AT, now.remaining() - LENGTH_AT)).flip();

    SpooledEvent read = SpooledEvent.from(before);

    assertThat(read.reception()).isEqualTo(received("s".repeat(300), null));
    assertThat(read.text().getBytes(StandardCharsets.UTF_8)).isEqualTo(event.document().bytes());
  }

  @Test
  void anEventWithoutADigestComesBackWithoutOne() {
    Reception without = received("source", null);

    assertThat(SpooledEvent.from(SpooledEvent.of(event, without).bytes()).reception())
        .isEqualTo(without);
  }

  @Test
  void whatEndsEarlyOrIsOfAnotherFormatIsRefused() {
    byte[] whole = spooled("source").bytes().array();
    for (int length = 0; length < LENGTH_AT + 2 + "source".length(); length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SpooledEvent.from(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    whole[0] = (byte) 0xf4;
    assertThatThrownBy(() -> SpooledEvent.from(ByteBuffer.wrap(whole)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format");
  }

  /// By it the table tells numbers apart that hash alike.
  @Test
  void thatANumberIsRoundedIsKnownAgainFromTheDisk() {
    TradingEvent rounded =
        Entries.ofEvent(Events.event(UUID.randomUUID(), "test:a", "NOTE", "{\"n\": 1e-400}"), false)
            .event();

    SpooledEvent read = SpooledEvent.from(SpooledEvent.of(rounded, received("source")).bytes());

    TradingEvent again = read.event(new EventDecoder(new SecureRandom()));
    assertThat(again.warnings()).contains(Warning.NUM_001).isEqualTo(rounded.warnings());
    assertThat(again.document().bytes()).isEqualTo(rounded.document().bytes());
  }

  private SpooledEvent spooled(String source) {
    return SpooledEvent.of(event, received(source));
  }

  private static Reception received(String source) {
    return received(source, Hash.of(new byte[] {1}));
  }

  private static Reception received(String source, @Nullable Hash sourcesDigest) {
    return new Reception(
        Instant.parse("2026-03-01T12:00:00.000001Z"),
        ClockStatus.NTP_SYNCED,
        source,
        null,
        sourcesDigest);
  }
}
