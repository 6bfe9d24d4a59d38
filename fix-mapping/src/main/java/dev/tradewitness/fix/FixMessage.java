package dev.tradewitness.fix;

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
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One FIX message in tag=value form (FIX 4.2 to 5.0SP2), taken apart without a data dictionary: a
/// message with tags of one's own is evidence like any other. Of a tag that stands there more than
/// once (in repeating groups) the first counts; [#text] has all.
public final class FixMessage implements FixText {

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
          Map.entry(621, 622),
          Map.entry(1401, 1402),
          Map.entry(1403, 1404));

  /// What differs when a message is sent again: BodyLength, CheckSum, PossDupFlag, SendingTime,
  /// PossResend, OrigSendingTime, LastMsgSeqNumProcessed.
  private static final Set<Integer> OF_THE_SENDING = Set.of(9, 10, 43, 52, 97, 122, 369);

  private static final Pattern FIELD_OF_THE_SENDING =
      Pattern.compile("(?<=^|\u0001)0*(?:9|10|43|52|97|122|369)=[^\u0001]*(?:\u0001|$)");

  /// OrigSendingTime, else SendingTime.
  private static final List<Pattern> FIRST_SENT =
      List.of(
          Pattern.compile("(?<=^|\u0001)0*122=([^\u0001]+)"),
          Pattern.compile("(?<=^|\u0001)0*52=([^\u0001]+)"));

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

  private static final Pattern SECRET_FIELD = Pattern.compile("\u00010*(554|925|140[1-4])=");

  private static final String REDACTED = "[redacted]";

  private static final int NO_TAG = -1;

  /// A tag that no field has.
  private static final int NONE = -2;

  private final String text;
  private final List<Field> fields;

  /// @param text the field as it is kept
  private record Field(int tag, String value, String text) {}

  private FixMessage(String text, List<Field> fields) {
    this.text = text;
    this.fields = fields;
  }

  /// Reads as [FixText#of] promises.
  static FixText read(String raw) {
    var fields = new ArrayList<Field>();
    int at = 0;
    int length = -1;
    int lengthOf = NONE;
    @Nullable NavigableMap<Integer, Integer> secrets = null;
    while (at < raw.length()) {
      if (fields.size() >= FIELDS_MAX) {
        return new FixText.Unreadable("more than " + FIELDS_MAX + " fields");
      }
      int equals = endOfTag(raw, at);
      int tag = equals < 0 ? NO_TAG : tag(raw.substring(at, equals));
      int from = equals < 0 ? at : equals + 1;
      int end;
      if (tag == lengthOf) {
        secrets = secrets == null ? secretFields(raw) : secrets;
        end = endOfData(raw, from, length, secrets);
      } else {
        end = endOfField(raw, from);
      }
      String value = SECRETS.contains(tag) ? REDACTED : raw.substring(from, end);
      fields.add(new Field(tag, value, raw.substring(at, from) + value));
      int data = DATA.getOrDefault(tag, NONE);
      lengthOf = data;
      length = data == NONE ? -1 : number(value);
      at = end + 1;
    }
    if (endOfTag(raw, 0) < 0) {
      return new FixText.Unreadable("the text does not begin with a tag");
    }
    boolean secret = fields.stream().anyMatch(field -> SECRETS.contains(field.tag));
    return new FixMessage(secret ? text(fields, Set.of()) : raw, fields);
  }

  private static int endOfField(String raw, int from) {
    int end = raw.indexOf(SOH, from);
    return end < 0 ? raw.length() : end;
  }

  /// Where the length says, unless it is wrong: then at the first SOH, as QuickFIX/J has it. A
  /// length that would swallow a password is wrong, too.
  private static int endOfData(
      String raw, int from, int length, NavigableMap<Integer, Integer> secrets) {
    int end = from + length;
    Map.Entry<Integer, Integer> secret = secrets.ceilingEntry(from);
    boolean fits =
        length >= 0
            && end <= raw.length()
            && (end == raw.length() || raw.charAt(end) == SOH)
            && (secret == null || secret.getValue() > end);
    return fits ? end : endOfField(raw, from);
  }

  /// Where each password's name begins and ends. Looked for once, however many data fields there
  /// are.
  private static NavigableMap<Integer, Integer> secretFields(String raw) {
    var places = new TreeMap<Integer, Integer>();
    Matcher matcher = SECRET_FIELD.matcher(raw);
    while (matcher.find()) {
      places.put(matcher.start(), matcher.end());
    }
    return places;
  }

  private static String text(List<Field> fields, Set<Integer> without) {
    var text = new StringBuilder();
    for (Field field : fields) {
      if (!without.contains(field.tag)) {
        text.append(field.text).append(SOH);
      }
    }
    return text.toString();
  }

  /// Where the equals sign is behind a tag, which is digits, maybe behind a minus as QuickFIX/J has
  /// it; -1 when no tag begins here.
  private static int endOfTag(String raw, int from) {
    int first = from < raw.length() && raw.charAt(from) == '-' ? from + 1 : from;
    int at = first;
    while (at < raw.length() && raw.charAt(at) >= '0' && raw.charAt(at) <= '9') {
      at++;
    }
    return at > first && at < raw.length() && raw.charAt(at) == '=' ? at : -1;
  }

  /// [#NO_TAG] for one that FIX has no use for.
  private static int tag(String name) {
    int first = 0;
    while (first < name.length() - 1 && name.charAt(first) == '0') {
      first++;
    }
    return Math.max(NO_TAG, number(name.substring(first)));
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
  String required(int tag) throws MissingTagException {
    String value = get(tag);
    if (value == null || value.isEmpty()) {
      throw new MissingTagException(tag);
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

  /// The same of a text that cannot be taken apart, with the time of its first sending.
  static byte[] lasting(String raw) {
    String sent =
        FIRST_SENT.stream()
            .map(pattern -> pattern.matcher(raw))
            .filter(Matcher::find)
            .map(found -> found.group(1))
            .findFirst()
            .orElse("");
    String rest = FIELD_OF_THE_SENDING.matcher(raw).replaceAll("");
    return (sent + SOH + rest).getBytes(StandardCharsets.UTF_8);
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
