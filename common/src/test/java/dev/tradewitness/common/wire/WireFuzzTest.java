package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Texts and headers of others are read, or refused in the documented way.
class WireFuzzTest {

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void time(byte[] input) {
    Instant time;
    try {
      time = Rfc3339.parse(text(input));
    } catch (DateTimeException e) {
      return;
    }
    if (Rfc3339.covers(time)) {
      Instant micros = time.truncatedTo(ChronoUnit.MICROS);
      assertThat(Rfc3339.parse(Rfc3339.text(time))).isEqualTo(micros);
      assertThat(Rfc3339.ofMicros(Rfc3339.micros(micros))).isEqualTo(Rfc3339.text(time));
    }
  }

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void traceParent(byte[] input) {
    TraceParent parent = TraceParent.parse(text(input));
    if (parent != null) {
      assertThat(TraceParent.parse(parent.text())).isEqualTo(parent);
      assertThat(text(input).substring(3, 52)).isEqualTo(parent.text().substring(3, 52));
    }
  }

  /// The first byte chooses a header, the others are its value.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void header(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] value = java.util.Arrays.copyOfRange(input, 1, input.length);
    PlaceSeal seal = PlaceSeal.decode(value);
    if (seal != null) {
      assertThat(seal.keyId()).isNotEmpty();
    }
    var headers =
        new java.util.HashMap<>(
            Map.of(
                EventHeaders.SEQUENCE,
                EventHeaders.ofLong(1),
                EventHeaders.EVENT_ID,
                new byte[16],
                EventHeaders.EVENT_HASH,
                new byte[32],
                EventHeaders.RECEIVED_AT,
                EventHeaders.ofLong(1)));
    String chosen =
        headers.keySet().stream().sorted().toList().get((input[0] & 0xFF) % headers.size());
    headers.put(chosen, value);
    try {
      var read = EventHeaders.decode(headers::get);
      assertThat(read.encode().get(chosen)).isEqualTo(value);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void compactJws(byte[] input) {
    CompactJws read;
    try {
      read = CompactJws.parse(text(input));
    } catch (JwsRefusedException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    String signed = new String(read.signed(), StandardCharsets.US_ASCII);
    assertThat(CompactJws.text(signed, read.signature()))
        .as("a token has one text")
        .isEqualTo(text(input));
  }

  @Test
  void seedsOfTokensAndChangesOfThem() {
    ShortRun.of(WireFuzzTest.class, "compactJws", this::compactJws);
  }

  @Test
  void seedsOfTimesAndChangesOfThem() {
    ShortRun.of(WireFuzzTest.class, "time", this::time);
  }

  @Test
  void seedsOfTraceParentsAndChangesOfThem() {
    ShortRun.of(WireFuzzTest.class, "traceParent", this::traceParent);
  }

  @Test
  void seedsOfHeadersAndChangesOfThem() {
    ShortRun.of(WireFuzzTest.class, "header", this::header);
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
