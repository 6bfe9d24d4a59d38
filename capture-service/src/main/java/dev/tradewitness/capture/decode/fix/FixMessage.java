package dev.tradewitness.capture.decode.fix;

import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One FIX message in tag=value form (FIX 4.2 to 5.0SP2), taken apart without a data dictionary: a
/// message with tags of one's own is evidence like any other. Of a tag that stands there more than
/// once (in repeating groups) the first counts; [#text] has all.
public final class FixMessage {

  private static final char SOH = '\u0001';
  private static final int FIELDS_MAX = 10_000;

  /// Tags whose value is as long as the field before them says, and may hold SOH: the length's tag,
  /// then the data's.
  private static final Map<Integer, Integer> DATA =
      Map.ofEntries(
          Map.entry(90, 91),
          Map.entry(93, 89),
          Map.entry(95, 96),
          Map.entry(212, 213),
          Map.entry(348, 349),
          Map.entry(350, 351),
          Map.entry(352, 353),
          Map.entry(354, 355),
          Map.entry(356, 357),
          Map.entry(358, 359),
          Map.entry(360, 361),
          Map.entry(362, 363),
          Map.entry(364, 365),
          Map.entry(445, 446),
          Map.entry(618, 619),
          Map.entry(621, 622));

  /// What differs when a message is sent again: BodyLength, CheckSum, PossDupFlag, SendingTime,
  /// PossResend, OrigSendingTime, LastMsgSeqNumProcessed.
  private static final Set<Integer> OF_THE_SENDING = Set.of(9, 10, 43, 52, 97, 122, 369);

  private static final DateTimeFormatter UTC_TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuuMMdd-HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  /// Its nanoseconds since 1970 fit a long.
  private static final Instant LAST = Instant.parse("2261-12-31T23:59:59Z");

  /// Password, NewPassword, EncryptedPassword, EncryptedNewPassword: never stored. A UserRequest
  /// (BE) has them outside a logon.
  private static final Set<Integer> SECRETS = Set.of(554, 925, 1402, 1404);

  private static final String REDACTED = "[redacted]";

  private final String text;
  private final List<Field> fields;

  private record Field(int tag, String value) {}

  private FixMessage(String text, List<Field> fields) {
    this.text = text;
    this.fields = fields;
  }

  /// @param raw with SOH between the fields
  /// @throws MessageRefusedException `NOT_FIX` when it is not tag=value
  public static FixMessage parse(String raw) throws MessageRefusedException {
    var fields = new ArrayList<Field>();
    int at = 0;
    int length = -1;
    int lengthOf = -1;
    while (at < raw.length()) {
      if (fields.size() >= FIELDS_MAX) {
        throw new MessageRefusedException("NOT_FIX", "more than " + FIELDS_MAX + " fields");
      }
      int equals = raw.indexOf('=', at);
      int tag = equals < 0 ? -1 : tag(raw, at, equals);
      if (tag < 0) {
        throw new MessageRefusedException("NOT_FIX", "no tag at character " + at);
      }
      int from = equals + 1;
      int end = raw.indexOf(SOH, from);
      if (tag == lengthOf && length >= 0 && from + length <= raw.length()) {
        end = from + length;
      }
      if (end < 0) {
        end = raw.length();
      }
      String value = SECRETS.contains(tag) ? REDACTED : raw.substring(from, end);
      fields.add(new Field(tag, value));
      Integer data = DATA.get(tag);
      lengthOf = data == null ? -1 : data;
      length = data == null ? -1 : number(value);
      at = end + 1;
    }
    if (fields.isEmpty()) {
      throw new MessageRefusedException("NOT_FIX", "the message is empty");
    }
    boolean secret = fields.stream().anyMatch(field -> SECRETS.contains(field.tag));
    return new FixMessage(secret ? text(fields, Set.of()) : raw, fields);
  }

  private static String text(List<Field> fields, Set<Integer> without) {
    var text = new StringBuilder();
    for (Field field : fields) {
      if (!without.contains(field.tag)) {
        text.append(field.tag).append('=').append(field.value).append(SOH);
      }
    }
    return text.toString();
  }

  private static int tag(String raw, int from, int to) {
    return to == from || to - from > 9 ? -1 : number(raw.substring(from, to));
  }

  /// Negative when it is none.
  private static int number(String text) {
    if (text.isEmpty() || text.length() > 9) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(text);
  }

  /// The first value of a tag, or null.
  public @Nullable String get(int tag) {
    for (Field field : fields) {
      if (field.tag == tag) {
        return field.value;
      }
    }
    return null;
  }

  /// The value of a tag without which the message cannot be mapped.
  String required(int tag) throws MessageRefusedException {
    String value = get(tag);
    if (value == null || value.isEmpty()) {
      throw new MessageRefusedException("MISSING_MEMBER", "the message has no tag " + tag);
    }
    return value;
  }

  /// The message as it came, but for passwords.
  public String text() {
    return text;
  }

  /// Everything that is the same when the message is sent again.
  byte[] lasting() {
    return text(fields, OF_THE_SENDING).getBytes(StandardCharsets.UTF_8);
  }

  /// When it was sent first: OrigSendingTime, else SendingTime; null when neither is a time.
  public @Nullable Instant firstSent() {
    Instant original = time(122);
    return original == null ? time(52) : original;
  }

  /// A UTCTimestamp of the years 1970 to 2261, of up to nine digits of a second's fraction; null
  /// when there is none or it is no such time.
  @Nullable Instant time(int tag) {
    String value = get(tag);
    if (value == null) {
      return null;
    }
    try {
      Instant time = LocalDateTime.parse(value, UTC_TIMESTAMP).toInstant(ZoneOffset.UTC);
      return time.isBefore(Instant.EPOCH) || time.isAfter(LAST) ? null : time;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
