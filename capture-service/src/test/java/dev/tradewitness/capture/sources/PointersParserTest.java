package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.JsonPointer;
import dev.tradewitness.capture.decode.foreign.OrderEvent;
import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.OrderMember;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.mirror.PathMapping;
import dev.tradewitness.capture.decode.mirror.SecretNames;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.stream.SigningMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pointer mappings of topics and of mirrored requests, and what of a request is stored.
class PointersParserTest {

  private static final OrderMapping CANCEL =
      new OrderMapping(
          OrderEvent.CXL,
          Map.of(OrderMember.ORDER_ID, JsonPointer.parse("/id")),
          Set.of(OrderMember.ORDER_ID));

  @Test
  void aTopicHasOneMappingOrSeveralAndMayEndWhole() throws SourcesRefusedException {
    String one = "{event: CXL, members: {order_id: /id}}";
    assertThat(mapping("mapping: " + one)).isEqualTo(new Mapping.Pointers(List.of(CANCEL), null));
    assertThat(mapping("mapping: [%s, %s, whole];  event_type: OMS".formatted(one, one)))
        .isEqualTo(new Mapping.Pointers(List.of(CANCEL, CANCEL), new Mapping.Whole("OMS")));
    assertThat(mapping("mapping: [whole];  event_type: OMS")).isEqualTo(new Mapping.Whole("OMS"));
  }

  @Test
  void whatIsRequiredFollowsFromTheEventUnlessItIsSaid() throws SourcesRefusedException {
    String fill =
        "mapping: {event: EXE, members: {order_id: /id, execution_price: /p, executed_qty: /q}";
    assertThat(mapping(fill + "}"))
        .isInstanceOfSatisfying(
            Mapping.Pointers.class,
            pointers ->
                assertThat(pointers.orders().getFirst().required())
                    .isEqualTo(OrderEvent.EXE.required()));
    assertThat(mapping(fill + ", required: [executed_qty]}"))
        .isInstanceOfSatisfying(
            Mapping.Pointers.class,
            pointers ->
                assertThat(pointers.orders().getFirst().required())
                    .containsExactly(OrderMember.EXECUTED_QTY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mapping: []                                            | line 4: kafka[0].mapping must have an entry
          mapping: [orders]                                      | line 4: kafka[0].mapping[0] is neither a mapping nor one of whole
          mapping: [whole]                                       | line 3: kafka[0] has no event_type
          mapping: [[whole]]                                     | line 4: kafka[0].mapping[0] must be a mapping
          mapping: {event: CXL}                                  | line 4: kafka[0].mapping has no members
          mapping: {event: NEW, members: {order_id: /id}}        | 'line 4: kafka[0].mapping.event is "NEW", not one of CXL, EXE, MOD, ORD, REJ'
          mapping: {event: CXL, members: [/id]}                  | line 4: kafka[0].mapping.members must be a mapping
          mapping: {event: CXL, members: {order_id: id}}         | line 4: kafka[0].mapping.members.order_id is no JSON pointer: a JSON pointer begins with /: id
          mapping: {event: CXL, members: {order_id: /a~2}}       | line 4: kafka[0].mapping.members.order_id is no JSON pointer: ~ stands only in ~0 and ~1: /a~2
          mapping: {event: CXL, members: {order_id: /id, colour: /c}} | line 4: kafka[0].mapping.members.colour has no meaning here
          mapping: {event: CXL, members: {order_id: /id, executed_qty: /q}} | line 4: kafka[0].mapping.members.executed_qty is no member of CXL
          mapping: {event: EXE, members: {order_id: /id}}        | 'line 4: kafka[0].mapping.members has no pointer to execution_price, executed_qty, required for EXE'
          mapping: {event: CXL, members: {order_id: /id}, required: [side]} | line 4: kafka[0].mapping.members has no pointer to side, required for CXL
          mapping: {event: CXL, members: {order_id: /id}, required: [colour]} | line 4: kafka[0].mapping.required[0] is no member of an order
          mapping: {event: CXL, members: {order_id: /id}, required: []} | 'line 4: kafka[0].mapping.required must have an entry, or any message would fit'
          mapping: {event: CXL, members: {order_id: /id}, path: /x} | line 4: kafka[0].mapping.path has no meaning here
          mapping: {event: CXL, members: {order_id: /id}};  event_type: X1 | line 5: kafka[0].event_type has no meaning here
          mapping:;  - whole;  - {event: CXL, members: {order_id: /id}};  event_type: X1 | 'line 4: kafka[0].mapping has a mapping behind whole, which takes every message'
          mapping:;  - {event: CXL, members: {order_id: /id}};  - {event: CXL};  event_type: X1 | line 6: kafka[0].mapping[1] has no members
          """)
  void whatIsWrongWithATopicsMappingIsNamedWithItsLine(String tap, String fault) {
    assertThat(refused("kafka:\n- topic: a\n  " + tap.replace(";", "\n"))).startsWith(fault);
  }

  @Test
  void everyMemberOfTheMirrorIsRead() throws SourcesRefusedException {
    SourcesFile file =
        parse(
            """
            mirror:
              policy_id: com.example:mirror
              tier: GOLD
              clock: NTP_SYNCED
              signing: checkpoint
              headers: [Accept, X-Desk]
              never_headers: [accept]
              redact: [Pin]
              mappings:
                - {path: /cancel, exact: true, methods: [PUT, POST], event: CXL, members: {order_id: /id}}
            """);

    MirrorSource mirror = file.mirror();
    assertThat(mirror.rules().policy())
        .isEqualTo(new SourcePolicy("com.example:mirror", Tier.GOLD, ClockStatus.NTP_SYNCED));
    assertThat(mirror.rules().headers()).containsExactly("x-desk");
    assertThat(mirror.rules().secrets()).isEqualTo(new SecretNames(Set.of("pin")));
    assertThat(mirror.rules().mappings())
        .containsExactly(new PathMapping("/cancel", true, Set.of("PUT", "POST"), CANCEL));
    assertThat(file.signing()).containsEntry("com.example:mirror", SigningMode.CHECKPOINT);
  }

  @Test
  void whatTheMirrorLeavesOutIsAsWithoutIt() throws SourcesRefusedException {
    assertThat(parse("").mirror()).isEqualTo(MirrorSource.DEFAULT);
    assertThat(parse("mirror: {tier: SILVER}\n").mirror()).isEqualTo(MirrorSource.DEFAULT);
    assertThat(parse("mirror: {mappings: []}\n").mirror().rules().mappings()).isEmpty();
    assertThat(parse("mirror: {never_headers: [User-Agent]}\n").mirror().rules().headers())
        .hasSize(MirrorSource.HEADERS.size() - 1)
        .doesNotContain("user-agent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mirror: []                                     | line 2: mirror must be a mapping
          mirror: {body_size_max: 1}                     | line 2: mirror.body_size_max has no meaning here
          mirror: {policy_id: a/b}                       | 'line 2: mirror.policy_id must be 1 to 128 letters, digits, dots, underscores, colons or hyphens'
          mirror: {headers: Accept}                      | line 2: mirror.headers must be a list
          mirror: {headers: [[Accept]]}                  | line 2: mirror.headers[0] must be text
          mirror:;  headers:;  - Accept;  - Cookie       | 'line 5: mirror.headers[1] is a credential by its name, and these are never stored'
          mirror: {headers: [X-MBX-APIKEY]}              | line 2: mirror.headers[0] is a credential
          mirror: {headers: [Proxy-Authorization]}       | line 2: mirror.headers[0] is a credential
          mirror: {redact: [Pin, {a: b}]}                | line 2: mirror.redact[1] must be text
          mirror: {mappings: /api}                       | line 2: mirror.mappings must be a list
          mirror: {mappings: [{members: {}}]}            | line 2: mirror.mappings[0] has no path
          mirror: {mappings: [{path: api, event: CXL, members: {order_id: /id}}]} | line 2: mirror.mappings[0].path must begin with /
          mirror: {mappings: [{path: /a, event: CXL}]}   | line 2: mirror.mappings[0] has no members
          mirror: {mappings: [{path: /a, exact: 1, event: CXL, members: {order_id: /id}}]} | 'line 2: mirror.mappings[0].exact is "1", not one of false, true'
          mirror: {mappings: [{path: /a, methods: [post], event: CXL, members: {order_id: /id}}]} | line 2: mirror.mappings[0].methods[0] is no method in capitals
          mirror: {mappings: [{path: /a, methods: [], event: CXL, members: {order_id: /id}}]} | line 2: mirror.mappings[0].methods must have an entry
          mirror: {mappings: [{path: /a, members: {order_id: /id}}]} | 'line 2: mirror.mappings[0].members has no pointer to symbol, side, order_type, price, quantity, required for ORD'
          """)
  void whatIsWrongWithTheMirrorIsNamedWithItsLine(String mirror, String fault) {
    assertThat(refused(mirror.replace(";", "\n"))).startsWith(fault);
  }

  @Test
  void aStreamOfTheMirrorAndOfLinesIsSignedInOneWay() {
    assertThat(
            refused(
                """
                ldjson:
                - {src: capture, signing: checkpoint}
                mirror: {signing: every-event}
                """))
        .isEqualTo(
            "line 4: mirror.signing differs from that of another source of"
                + " local.tradewitness:capture");
  }

  private static Mapping mapping(String tap) throws SourcesRefusedException {
    return parse("kafka:\n- topic: a\n  " + tap.replace(";", "\n") + "\n")
        .taps()
        .get("a")
        .mapping();
  }

  private static SourcesFile parse(String behindVersion) throws SourcesRefusedException {
    return SourcesParser.parse(("version: 1\n" + behindVersion).getBytes(StandardCharsets.UTF_8));
  }

  private static String refused(String behindVersion) {
    var refused = catchThrowableOfType(SourcesRefusedException.class, () -> parse(behindVersion));
    assertThat(refused).as(behindVersion).isNotNull();
    return String.valueOf(refused.getMessage());
  }
}
