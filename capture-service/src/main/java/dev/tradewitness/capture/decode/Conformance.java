package dev.tradewitness.capture.decode;

import dev.tradewitness.capture.decode.Layout.Member;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.canonical.JsonValue.JsonNull;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import dev.tradewitness.common.canonical.JsonValue.JsonString;
import dev.tradewitness.common.event.EventType;
import dev.tradewitness.common.event.UuidV7;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares one event with the VCP conformance guide. What it finds is reported and counted, never
/// a reason to refuse: evidence that was sent wrongly is still evidence.
final class Conformance {

  private static final long SECOND_NANOS = 1_000_000_000L;

  /// Every decimal of so many digits is told from its neighbours by a double.
  private static final int DIGITS_EXACT = 15;

  private static final long YEAR_2020_MILLIS = 1_577_836_800_000L;
  private static final long YEAR_2100_MILLIS = 4_102_444_800_000L;
  private static final Set<String> HASH_ALGOS = Set.of("SHA256", "SHA-256");

  private final Layout layout;
  private final JsonObject header;
  private final JsonObject payload;
  private final Set<Warning> found = EnumSet.noneOf(Warning.class);

  private Conformance(Layout layout, JsonObject header, JsonObject payload) {
    this.layout = layout;
    this.header = header;
    this.payload = payload;
  }

  /// All findings about an event whose header, payload and policy are objects.
  static Set<Warning> findings(
      JsonObject event, EventParts parts, EventId id, Reception reception) {
    var conformance = new Conformance(parts.layout(), parts.header(), parts.payload());
    conformance.identifiers(id, parts.traceId());
    conformance.headerMembers();
    conformance.types(parts.eventType());
    conformance.times(parts);
    conformance.policy(parts.policy(), parts.tierName(), reception, parts.eventTimeNanos());
    conformance.amounts();
    conformance.modules(parts.eventType());
    if (holdsRoundedNumber(event)) {
      conformance.found.add(Warning.NUM_001);
    }
    return conformance.found;
  }

  private void identifiers(EventId id, @Nullable String traceId) {
    if (id.assigned()) {
      found.add(Warning.UID_ASSIGNED);
    } else if (!UuidV7.isV7(id.value())) {
      found.add(Warning.UID_001);
    } else {
      long millis = id.value().getMostSignificantBits() >>> 16;
      if (millis < YEAR_2020_MILLIS || millis > YEAR_2100_MILLIS) {
        found.add(Warning.UID_010);
      }
    }
    if (traceId != null) {
      var uuid = EventId.uuidOrTraceId(traceId);
      if (uuid == null || !UuidV7.isV7(uuid)) {
        found.add(Warning.UID_002);
      }
    }
  }

  private void headerMembers() {
    for (Member member : Layout.HEADER_MEMBERS) {
      JsonValue value = header.get(layout.name(member));
      if (value == null || value instanceof JsonNull) {
        found.add(Warning.SCH_002);
        return;
      }
    }
  }

  private void types(@Nullable String eventType) {
    JsonValue given = header.get(layout.name(Member.EVENT_TYPE_CODE));
    if (given != null && !(given instanceof JsonNull)) {
      int code = typeCode(given);
      if (code < 1 || code > 255) {
        found.add(Warning.SCH_010);
      } else if (eventType != null) {
        OptionalInt registered = new EventType(eventType).code();
        if (registered.isPresent() && registered.getAsInt() != code) {
          found.add(Warning.SCH_011);
        }
      }
    }
    String algo = header.string(layout.name(Member.HASH_ALGO));
    if (algo != null && !HASH_ALGOS.contains(algo)) {
      found.add(Warning.SCH_012);
    }
  }

  private static int typeCode(JsonValue given) {
    if (given instanceof JsonNumber number
        && number.text().length() <= 3
        && number.text().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Integer.parseInt(number.text());
    }
    return -1;
  }

  private void times(EventParts parts) {
    Long iso = parts.isoNanos();
    Long integer = parts.integerNanos();
    boolean isoGiven = header.has(layout.name(Member.TIMESTAMP_ISO));
    boolean integerGiven = header.has(layout.name(Member.TIMESTAMP_INT));
    if ((isoGiven && iso == null)
        || (integerGiven && integer == null)
        || (iso != null && integer != null && apart(iso, integer) > SECOND_NANOS)) {
      found.add(Warning.TST_001);
    }
    if (layout == Layout.SNAKE
        && header.get(layout.name(Member.TIMESTAMP_INT)) instanceof JsonNumber) {
      found.add(Warning.TST_002);
    }
    String clock = header.string(layout.name(Member.CLOCK));
    if (clock != null && ClockStatus.named(clock) == null) {
      found.add(Warning.TST_020);
    }
  }

  private static long apart(long a, long b) {
    return Math.abs(a - b);
  }

  private void policy(
      JsonObject policy, @Nullable String tierName, Reception reception, @Nullable Long at) {
    Tier tier = Tier.named(tierName);
    if (tier == null || policy.string(layout.name(Member.POLICY_VERSION)) == null) {
      found.add(Warning.POL_001);
    }
    ClockStatus claimed = ClockStatus.named(header.string(layout.name(Member.CLOCK)));
    if (claimed == null) {
      return;
    }
    boolean belowTier =
        switch (tier) {
          case GOLD -> claimed.worseThan(ClockStatus.NTP_SYNCED);
          case PLATINUM -> claimed.worseThan(ClockStatus.PTP_LOCKED);
          case SILVER -> false;
          case null -> false;
        };
    // A synchronised clock cannot have stamped what arrives before its time.
    boolean fromTheFuture =
        at != null
            && !claimed.worseThan(ClockStatus.NTP_SYNCED)
            && at - reception.receivedAtMicros() * 1000 > SECOND_NANOS;
    if (belowTier || fromTheFuture) {
      found.add(Warning.CLK_001);
    }
  }

  private void amounts() {
    JsonObject trade = layout.trade(payload);
    if (trade != null) {
      for (Member price : Layout.PRICES) {
        flagUnlessDecimalString(trade.get(layout.name(price)), Warning.SCH_030);
      }
      for (Member amount : Layout.OTHER_FINANCIAL) {
        flagUnlessDecimalString(trade.get(layout.name(amount)), Warning.SCH_031);
      }
    }
    JsonObject risk = payload.object(layout.name(Member.RISK));
    JsonObject snapshot = risk == null ? null : risk.object(layout.name(Member.RISK_SNAPSHOT));
    if (snapshot != null
        && snapshot.members().values().stream().anyMatch(JsonNumber.class::isInstance)) {
      found.add(Warning.SCH_032);
    }
  }

  private void flagUnlessDecimalString(@Nullable JsonValue value, Warning warning) {
    switch (value) {
      case null -> {}
      case JsonNull ignored -> {}
      case JsonString string when isPlainDecimal(string.value()) -> {}
      default -> found.add(warning);
    }
  }

  /// `^-?[0-9]+(\.[0-9]+)?$`: no exponent, no bare point.
  static boolean isPlainDecimal(String text) {
    int i = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, i);
    if (whole == i) {
      return false;
    }
    if (whole == text.length()) {
      return true;
    }
    int end = digits(text, whole + 1);
    return text.charAt(whole) == '.' && end > whole + 1 && end == text.length();
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private void modules(@Nullable String eventType) {
    switch (eventType) {
      case "ORD" ->
          requireTrade(
              Warning.SCH_020, Member.ORDER_ID, Member.SIDE, Member.PRICE, Member.QUANTITY);
      case "EXE" ->
          requireTrade(
              Warning.SCH_021, Member.ORDER_ID, Member.EXECUTION_PRICE, Member.EXECUTED_QTY);
      case "SIG" -> {
        JsonObject governance = payload.object(layout.name(Member.GOV));
        if (governance == null || !governance.has(layout.name(Member.ALGO_ID))) {
          found.add(Warning.EVT_001);
        }
      }
      case null, default -> {}
    }
  }

  private void requireTrade(Warning warning, Member... members) {
    JsonObject trade = layout.trade(payload);
    for (Member member : members) {
      if (trade == null || !trade.has(layout.name(member))) {
        found.add(warning);
        return;
      }
    }
  }

  private static boolean holdsRoundedNumber(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        for (JsonValue member : object.members().values()) {
          if (holdsRoundedNumber(member)) {
            yield true;
          }
        }
        yield false;
      }
      case JsonArray array -> {
        for (JsonValue element : array.elements()) {
          if (holdsRoundedNumber(element)) {
            yield true;
          }
        }
        yield false;
      }
      case JsonNumber number -> isRounded(number);
      case JsonValue.Scalar ignored -> false;
    };
  }

  /// Whether other numbers hash like this one: RFC 8785 writes the nearest double. The shortest
  /// text of that double is another number then, or one of many integers.
  private static boolean isRounded(JsonNumber number) {
    String text = number.text();
    boolean isShort = text.length() <= DIGITS_EXACT;
    if (isShort && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
      return false;
    }
    return number.beyondDoubleInteger()
        || number.decimal().compareTo(new BigDecimal(Double.toString(Double.parseDouble(text))))
            != 0;
  }
}
