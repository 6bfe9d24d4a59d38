package dev.tradewitness.capture.decode.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Any entry is an event by its mapping, or refused by name; then it is kept by its fields, and its
/// remains can always be stored.
class RedisFuzzTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final SourcePolicy POLICY =
      new SourcePolicy("local.tradewitness:orders", Tier.SILVER, ClockStatus.BEST_EFFORT);
  private static final EntryId ID = new EntryId(1_772_366_400_123L, 0);

  private final EventDecoder decoder = new EventDecoder(new SplittableRandom(1));

  private interface Mapping {
    JsonObject of(RedisEntry entry, JsonObject content, SourcePolicy policy)
        throws MessageRefusedException;
  }

  /// The input is a name and a value in turn, each a line.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void entry(byte[] input) {
    var entry = new RedisEntry("orders", "orders", ID, fields(input));
    for (String field : Arrays.asList(null, "data")) {
      for (Mapping mapping :
          List.<Mapping>of(
              RedisMapping::guide,
              RedisMapping::order,
              RedisMapping::execution,
              RedisMapping::error,
              (e, content, policy) -> RedisMapping.whole("OMS", e, content, policy))) {
        try {
          JsonObject content = RedisMapping.content(entry, field);
          JsonObject event =
              RedisMapping.withOthers(mapping.of(entry, content, POLICY), entry, field);
          decode(event);
        } catch (MessageRefusedException e) {
          assertThat(e.reason()).matches("[A-Z0-9_]+");
          assertThat(decode(RedisMapping.notMapped(entry, POLICY, e)))
              .isInstanceOf(Decoded.Understood.class);
        }
      }
    }
    assertThat(decode(RedisMapping.remains(entry, POLICY, "TOO_DEEP")))
        .isInstanceOf(Decoded.Understood.class);
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(RedisFuzzTest.class, "entry", this::entry);
  }

  private Decoded decode(JsonObject event) {
    var reception = new Reception(AT, ClockStatus.BEST_EFFORT, "redis:orders", null, null);
    return decoder.decode(CanonicalJson.asReceived(event), reception);
  }

  private static List<RedisEntry.Field> fields(byte[] input) {
    var lines = new ArrayList<byte[]>();
    int from = 0;
    for (int at = 0; at <= input.length; at++) {
      if (at == input.length || input[at] == '\n') {
        lines.add(Arrays.copyOfRange(input, from, at));
        from = at + 1;
      }
    }
    var fields = new ArrayList<RedisEntry.Field>();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      fields.add(new RedisEntry.Field(lines.get(i), lines.get(i + 1)));
    }
    return fields;
  }
}
