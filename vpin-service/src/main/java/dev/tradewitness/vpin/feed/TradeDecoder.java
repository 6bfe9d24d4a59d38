package dev.tradewitness.vpin.feed;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/// Reads a trade straight from its bytes: strict RFC 8259, members it does not know are skipped,
/// numbers may stand in strings. Never throws for what is in a message.
///
/// Not for use by several threads.
final class TradeDecoder {

  private static final int PAIR = 0;
  private static final int TIMESTAMP = 1;
  private static final int PRICE = 2;
  private static final int SIZE = 3;
  private static final int NOTIONAL = 4;
  private static final int DIRECTION = 5;

  /// 9999-12-31T23:59:59.999Z. Micro- or nanoseconds of this century lie beyond.
  private static final double TIMESTAMP_MAX = 253_402_300_799_999.0;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /// A number in a string may be as long as one without quotes.
  private static final int NUMBER_CHARS_MAX = 1000;

  private static final double ABSENT = Double.NaN;

  private final JsonFactory json =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // UTF-8 only: guessing from the first bytes would let UTF-16 in.
          .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
          .build();

  private final PropertyNameMatcher names =
      json.constructNameMatcher(
          List.of(
              Named.fromString("pair"),
              Named.fromString("timestamp"),
              Named.fromString("price"),
              Named.fromString("size"),
              Named.fromString("notional_value"),
              Named.fromString("trade_direction")),
          false);

  private final PairNames pairNames;
  private final double timestampMin;

  private int seen;
  private @Nullable String pair;
  private @Nullable Refusal pairRefusal;
  private double timestamp;
  private double price;
  private double size;
  private double notional;
  private double direction;

  /// @param earliest trades before it are refused: a timestamp in seconds, read as milliseconds,
  ///   lies in January 1970
  TradeDecoder(PairNames pairNames, Instant earliest) {
    this.pairNames = pairNames;
    this.timestampMin = earliest.toEpochMilli();
  }

  Decoded decode(byte @Nullable [] message) {
    if (message == null || message.length == 0) {
      return Refusal.BROKEN_JSON;
    }
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), message)) {
      return read(parser);
    } catch (StreamConstraintsException e) {
      return Refusal.BEYOND_LIMITS;
    } catch (JacksonException e) {
      return Refusal.BROKEN_JSON;
    }
  }

  private Decoded read(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return first == null || parser.nextToken() != null
          ? Refusal.BROKEN_JSON
          : Refusal.NOT_AN_OBJECT;
    }
    seen = 0;
    pair = null;
    pairRefusal = Refusal.NO_PAIR;
    timestamp = ABSENT;
    price = ABSENT;
    size = ABSENT;
    notional = ABSENT;
    direction = 0;
    boolean duplicate = false;
    int member;
    while ((member = parser.nextNameMatch(names)) != PropertyNameMatcher.MATCH_END_OBJECT) {
      JsonToken value = parser.nextToken();
      if (member >= 0) {
        duplicate |= (seen & 1 << member) != 0;
        seen |= 1 << member;
        member(member, parser, value);
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      return Refusal.BROKEN_JSON;
    }
    return duplicate ? Refusal.DUPLICATE_MEMBER : judge();
  }

  private void member(int member, JsonParser parser, JsonToken value) {
    switch (member) {
      case PAIR -> pair(parser, value);
      case TIMESTAMP -> timestamp = number(parser, value);
      case PRICE -> price = number(parser, value);
      case SIZE -> size = number(parser, value);
      case NOTIONAL -> {
        if (value == JsonToken.VALUE_NULL) {
          seen &= ~(1 << NOTIONAL);
        }
        notional = number(parser, value);
      }
      case DIRECTION -> direction = value == JsonToken.VALUE_NULL ? 0 : number(parser, value);
      default -> throw new IllegalStateException("no member " + member);
    }
  }

  private Decoded judge() {
    if (pair == null) {
      return pairRefusal == null ? Refusal.NO_PAIR : pairRefusal;
    }
    if (!(timestamp >= timestampMin
        && timestamp <= TIMESTAMP_MAX
        && timestamp == Math.rint(timestamp))) {
      return Refusal.BAD_TIMESTAMP;
    }
    if (!positive(price)) {
      return Refusal.BAD_PRICE;
    }
    if (!positive(size)) {
      return Refusal.BAD_SIZE;
    }
    double worth = (seen & 1 << NOTIONAL) == 0 ? price * size : notional;
    if (!positive(worth)) {
      return Refusal.BAD_NOTIONAL;
    }
    if (direction != 0 && direction != 1 && direction != -1) {
      return Refusal.BAD_DIRECTION;
    }
    return new Trade(pair, (long) timestamp, (int) direction, price, size, worth);
  }

  private static boolean positive(double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY;
  }

  private void pair(JsonParser parser, JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      pair =
          pairNames.name(
              parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
      pairRefusal = pair == null ? pairNames.refusal() : null;
    } else if (value != JsonToken.VALUE_NULL) {
      pairRefusal = Refusal.BAD_PAIR;
    }
  }

  /// NaN for anything that is not a number.
  private static double number(JsonParser parser, JsonToken value) {
    return switch (value) {
      case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> parser.getDoubleValue();
      case VALUE_STRING -> quoted(parser.getString());
      default -> ABSENT;
    };
  }

  private static double quoted(String text) {
    return text.length() <= NUMBER_CHARS_MAX && NUMBER.matcher(text).matches()
        ? Double.parseDouble(text)
        : ABSENT;
  }
}
