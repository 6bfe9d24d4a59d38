package dev.tradewitness.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixMappingTest {

  private static final FixMapping MAPPING =
      new FixMapping(
          new EventBuilder.Stream("test:fix", "SILVER", "BEST_EFFORT"),
          FixMapping.lane("FIX.4.4", "OMS"));
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final String HEADER =
      "8=FIX.4.4|9=100|34=7|49=OMS|52=20261130-07:00:00.123|56=TW|";

  @Test
  void anOrderKeepsTheExactTextOfItsAmounts() {
    JsonObject event =
        only(
            "35=D|11=O-1|1=ACC|55=AAPL|54=1|40=2|44=185.5000|38=0100|59=3|15=USD|60=20261130-06:59:59.000001|");

    assertThat(type(event)).isEqualTo("ORD");
    assertThat(payload(event, "trade_data"))
        .isEqualTo(
            """
            {"order_id":"O-1","symbol":"AAPL","side":"BUY","order_type":"LIMIT","price":"185.5000",\
            "quantity":"0100","time_in_force":"IOC","currency":"USD"}\
            """);
    JsonObject header = Objects.requireNonNull(event.object("header"));
    assertThat(header.string("account_id")).isEqualTo("ACC");
    assertThat(header.string("timestamp_iso")).isEqualTo("2026-11-30T06:59:59.000001Z");
  }

  @Test
  void aMarketOrderHasNoPrice() {
    assertThat(payload(only("35=D|11=O|55=A|54=2|40=1|44=0|38=5|"), "trade_data"))
        .isEqualTo(
            """
            {"order_id":"O","symbol":"A","side":"SELL","order_type":"MARKET","quantity":"5"}\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "150=0, ACK",
    "150=1, PRT",
    "150=2, EXE",
    "150=F|151=3, PRT",
    "150=F|151=0.00, EXE",
    "150=F|39=1, PRT",
    "150=F|39=2, EXE",
    "150=4, CXL",
    "150=C, CXL",
    "150=5, MOD",
    "150=G, EXE_CORRECT",
    "150=H, EXE_CANCEL",
    "150=6, EXE_STATUS",
    "150=I, EXE_STATUS",
    "39=2, EXE_STATUS",
    "20=0|150=2, EXE",
    "20=1|150=2, EXE_CANCEL",
    "20=2|150=2, EXE_CORRECT",
    "20=3|150=2, EXE_STATUS"
  })
  void anExecutionReportIsWhatItSays(String tags, String type) {
    assertThat(type(only("35=8|11=O|37=B|31=1.5|32=2|" + tags + "|"))).isEqualTo(type);
  }

  @Test
  void aFillIsLastPriceAndQuantityAndNotTheOrdersTotals() {
    assertThat(
            payload(
                only("35=8|11=O|37=B|17=E|150=F|151=5|31=10.10|32=3|6=10.05|14=95|"), "trade_data"))
        .isEqualTo(
            """
            {"order_id":"O","broker_order_id":"B","exec_id":"E","execution_price":"10.10",\
            "executed_qty":"3","avg_px":"10.05","cum_qty":"95","remaining_qty":"5"}\
            """);
    assertThat(payload(only("35=8|37=B|150=2|6=10.05|14=95|"), "trade_data"))
        .contains("\"execution_price\":\"10.05\",\"executed_qty\":\"95\",\"cumulative\":\"true\"")
        .startsWith("{\"order_id\":\"B\"");
  }

  @Test
  void aRejectedOrderIsAlsoAnErrorThatNamesIt() {
    List<JsonObject> events = events("35=8|11=O|37=B|150=8|58=no credit|");

    assertThat(events).extracting(FixMappingTest::type).containsExactly("REJ", "ERR_REJECT");
    assertThat(payload(events.getFirst(), "trade_data"))
        .contains("\"reject_reason\":\"no credit\"");
    assertThat(payload(events.getLast(), "error_details"))
        .isEqualTo(
            """
            {"error_code":"ORDER_REJECTED","error_message":"no credit","severity":"WARNING",\
            "affected_component":"fix-gateway","correlated_event_id":"%s"}\
            """
                .formatted(id(events.getFirst())));
    assertThat(payload(events("35=8|11=O|150=8|103=99|").getFirst(), "trade_data"))
        .contains("\"reject_reason\":\"code 99\"");
  }

  @Test
  void requestsAndTheirRejectsNameTheOrderThatTheyAreAbout() {
    assertThat(type(only("35=F|11=O-2|41=O-1|"))).isEqualTo("CXL_REQUEST");
    JsonObject replace = only("35=G|11=O-3|41=O-1|44=1.10|38=7|40=2|");
    assertThat(type(replace)).isEqualTo("MOD_REQUEST");
    assertThat(payload(replace, "trade_data"))
        .contains("\"order_id\":\"O-3\",\"orig_order_id\":\"O-1\"", "\"price\":\"1.10\"");
    JsonObject rejected = only("35=9|11=O-2|41=O-1|37=B|39=0|434=1|102=0|");
    assertThat(type(rejected)).isEqualTo("REJ");
    assertThat(payload(rejected, "trade_data"))
        .contains("\"rejected_request\":\"CXL_REQUEST\"", "\"reject_reason\":\"code 0\"");
  }

  @Test
  void anythingElseIsKeptWhole() {
    JsonObject event = only("35=AE|571=T-1|");
    assertThat(type(event)).isEqualTo("FIX_MESSAGE");
    assertThat(payload(event, "fix"))
        .contains("\"msg_type\":\"AE\"", "\"msg_seq_num\":\"7\"", "571=T-1\\u0001");
  }

  @Test
  void passwordsAreNotKeptNorPartOfAnId() {
    JsonObject event = only("35=BE|923=R-1|924=3|553=joe|554=hunter2|925=hunter3|1402=AAA|");

    assertThat(event.toString()).doesNotContain("hunter", "AAA").contains("554=[redacted]", "joe");
    assertThat(id(only("35=BE|923=R-1|924=3|553=joe|554=other|925=hunter3|1402=AAA|")))
        .isEqualTo(id(event));
  }

  @Test
  void whatIsLeftOfAMessageIsItsLengthAndHash() {
    FixMessage message = message(HEADER + "35=D|11=O|");

    JsonObject remains = MAPPING.remains(message, NOW, "EVENT_TOO_LARGE");

    assertThat(payload(remains, "fix"))
        .isEqualTo(
            """
            {"lane":"FIX.4.4:OMS","message_bytes":"%d","message_sha256":"%s"}\
            """
                .formatted(
                    message.text().length(),
                    Hash.of(message.text().getBytes(StandardCharsets.UTF_8)).hex()));
    assertThat(payload(remains, "not_mapped")).contains("EVENT_TOO_LARGE");
  }

  @Test
  void theOtherIdOfAMessageThatIsSentAgainIsTheSame() {
    FixMessage first = message("35=D|34=7|52=20261130-07:00:00|11=O|10=001|");
    FixMessage again =
        message("35=D|34=7|43=Y|52=20261130-09:00:00|122=20261130-07:00:00|11=O|10=002|");
    UUID other = MAPPING.otherId(first, 0);

    assertThat(MAPPING.otherId(again, 0)).isEqualTo(other).isNotEqualTo(MAPPING.otherId(first, 1));
    assertThat(id(of("35=D|34=7|52=20261130-07:00:00|11=O|10=001|")))
        .isNotEqualTo(other.toString());
  }

  @Test
  void whatTheMappingNeedsIsNamedAndTheMessageIsKeptWhole() {
    assertThat(whole("35=D|11=O|54=1|40=2|").why())
        .isEqualTo(new NotMapped("MISSING_MEMBER", "the message has no tag 55"));
    FixRecord.Whole report = whole("35=8|150=2|37=B|");
    assertThat(report.why().detail()).isEqualTo("the message has no tag 6");
    assertThat(type(report.event())).isEqualTo("FIX_MESSAGE");
    assertThat(payload(report.event(), "fix")).contains("35=8\\u0001150=2");
    assertThat(payload(report.event(), "not_mapped")).contains("MISSING_MEMBER", "no tag 6");
  }

  private static FixRecord.Whole whole(String tags) {
    return (FixRecord.Whole) MAPPING.map(soh(HEADER + tags), NOW);
  }

  @Test
  void aMessageThatIsSentAgainIsTheSameEventAndAnotherOfTheSameNumberIsNot() {
    String order = "35=D|11=O|55=A|54=1|40=1|38=5|";
    String id =
        id(of("8=FIX.4.4|9=1|34=7|49=OMS|52=20261130-07:00:00.123|56=TW|" + order + "10=001|"));

    assertThat(
            id(
                of(
                    "8=FIX.4.4|9=9|34=7|43=Y|49=OMS|52=20261130-09:00:00|122=20261130-07:00:00.123|56=TW|"
                        + order
                        + "10=002|")))
        .isEqualTo(id);
    assertThat(id(of("8=FIX.4.4|34=7|49=OMS|52=20261201-07:00:00.123|56=TW|" + order)))
        .as("the same number and order of the next day")
        .isNotEqualTo(id);
    assertThat(id(of("8=FIX.4.4|34=8|49=OMS|52=20261130-07:00:00.123|56=TW|" + order)))
        .isNotEqualTo(id);
  }

  @Test
  void dataFieldsMayHoldTheSeparator() {
    FixMessage message = message("35=D\u000195=3\u000196=a\u0001b\u000111=O\u0001");
    assertThat(message.get(96)).isEqualTo("a\u0001b");
    assertThat(message.get(11)).isEqualTo("O");
    assertThat(message("95=900|96=ab|11=O|").get(11))
        .as("a length beyond the message is not believed")
        .isEqualTo("O");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "95=3|96=abcdef|11=O|", // too short
        "95=99|96=ab|11=O|", // too long
        "354=2|355=\u00e4\u00b8\u00ad|11=O|", // counted in characters
        "95=x|96=ab|11=O|",
        "1234567890=x|11=O|",
        "0=x|-1=y|0011=O|"
      })
  void whatQuickfixTakesIsReadWithWrongLengthsAndStrangeTags(String fields) {
    assertThat(message("35=D|" + fields).get(11)).isEqualTo("O");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1401=6|1402=a|b=pw|", // holds the separator
        "95=12|96=a|554=pw|b=c|", // would be somebody else's data
        "00554=pw|"
      })
  void passwordsAreTakenOutWhateverHoldsThem(String fields) {
    FixMessage message = message("35=BE|" + fields);
    assertThat(message.text()).contains("[redacted]").doesNotContain("pw");
  }

  @Test
  void aTextThatCannotBeReadIsItsLengthAndHash() {
    String raw = "58=\u0001".repeat(10_001);
    JsonObject event = ((FixRecord.Unread) MAPPING.map(raw, NOW)).event();

    assertThat(type(event)).isEqualTo("FIX_MESSAGE");
    assertThat(payload(event, "fix"))
        .contains("\"message_bytes\":\"40004\"", "\"message_sha256\":\"");
    assertThat(payload(event, "not_mapped")).contains("NOT_FIX", "more than 10000 fields");
  }

  @Test
  void aTextThatCannotBeReadIsTheSameEventWhenItIsSentAgain() {
    String first = unreadId("9=1|35=D|34=7|52=20261130-07:00:00.123|");
    assertThat(unreadId("9=2|35=D|34=7|43=Y|52=20261130-07:05:00.000|122=20261130-07:00:00.123|"))
        .isEqualTo(first);
    assertThat(unreadId("9=1|35=D|34=7|52=20261201-07:00:00.123|")).isNotEqualTo(first);
    assertThat(unreadId("9=1|35=D|34=8|52=20261130-07:00:00.123|")).isNotEqualTo(first);
  }

  private static String unreadId(String header) {
    String raw = soh(header + "58=|".repeat(10_001) + "10=000|");
    JsonObject event = ((FixRecord.Unread) MAPPING.map(raw, NOW)).event();
    return String.valueOf(Objects.requireNonNull(event.object("header")).string("event_id"));
  }

  @Test
  void anyTextBecomesAnEvent() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    String valid =
        (HEADER
                + "35=8|11=O|37=B|17=E|150=F|151=5|31=10.10|32=3|6=10.05|14=95|95=2|96=ab|60=20261130-06:59:59|")
            .replace('|', '\u0001');
    for (int i = 0; i < 20_000; i++) {
      char[] changed = valid.toCharArray();
      for (int n = random.nextInt(0, 8); n > 0; n--) {
        changed[random.nextInt(changed.length)] = (char) random.nextInt(256);
      }
      String text = new String(changed).substring(0, random.nextInt(changed.length + 1));
      assertThatCode(() -> assertThat(MAPPING.map(text, NOW).events()).isNotEmpty())
          .as("seed %d: %s", seed, text)
          .doesNotThrowAnyException();
    }
  }

  private static List<JsonObject> events(String tags) {
    return mapped(HEADER + tags);
  }

  private static List<JsonObject> mapped(String message) {
    FixRecord mapped = MAPPING.map(soh(message), NOW);
    assertThat(mapped).isInstanceOf(FixRecord.Mapped.class);
    return mapped.events();
  }

  private static FixMessage message(String text) {
    return (FixMessage) FixText.of(soh(text));
  }

  private static String soh(String text) {
    return text.replace('|', '\u0001');
  }

  private static JsonObject only(String tags) {
    List<JsonObject> events = events(tags);
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private static JsonObject of(String message) {
    FixRecord record = MAPPING.map(soh(message), NOW);
    return record.events().getFirst();
  }

  private static String type(JsonObject event) {
    return String.valueOf(Objects.requireNonNull(event.object("header")).string("event_type"));
  }

  private static String id(JsonObject event) {
    return String.valueOf(Objects.requireNonNull(event.object("header")).string("event_id"));
  }

  private static String payload(JsonObject event, String member) {
    return String.valueOf(Objects.requireNonNull(event.object("payload")).object(member));
  }
}
