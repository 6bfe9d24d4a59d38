package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.sources.SourcesFile.KafkaTap;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.stream.SigningMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A sources file is read as a whole, and each fault is named with its line.
class SourcesParserTest {

  @Test
  void theBuiltInFileTapsTheTopicsOfTheContract() throws SourcesRefusedException {
    SourcesFile file = SourcesParser.parse(Sources.builtIn());

    assertThat(file.topics())
        .containsExactly(
            "authorize.controls",
            "authorize.decisions",
            "crypto.microstructure.vpin.alerts",
            "errors",
            "executions",
            "orders");
    assertThat(file.taps().get("orders"))
        .isEqualTo(
            new KafkaTap(
                "orders",
                Mapping.Known.ORDERS,
                new SourcePolicy("local.tradewitness:orders", Tier.SILVER, ClockStatus.BEST_EFFORT),
                null));
    assertThat(file.signing()).isEmpty();
    assertThat(file.fix()).isEmpty();
    assertThat(file.ldjson()).isEmpty();
    assertThat(file.mirror()).isEqualTo(MirrorSource.DEFAULT);
  }

  @Test
  void everyExampleOfTheBuiltInFileIsValid() throws SourcesRefusedException {
    SourcesFile file =
        parse(Examples.uncommented(new String(Sources.builtIn(), StandardCharsets.UTF_8)));

    assertThat(file.topics()).contains("oms.drop-copy", "oms.messages");
    assertThat(file.fix()).hasSize(1);
    assertThat(file.redis()).hasSize(1);
    assertThat(file.ldjson()).containsOnlyKeys("queue-service");
    assertThat(file.mirror().rules().mappings()).hasSize(3);
  }

  @Test
  void eachDoorThatIsOffInTheBuiltInFileIsOneLineFromBeingOn() throws SourcesRefusedException {
    assertThat(parse(withLine("fix")).fix()).hasSize(1);
    assertThat(parse(withLine("redis")).redis()).hasSize(1);
    assertThat(parse(withLine("ldjson")).ldjson()).hasSize(1);
  }

  /// The built-in file without the mark before this line.
  private static String withLine(String door) {
    return new String(Sources.builtIn(), StandardCharsets.UTF_8)
        .replace("\n#" + door + ": ", "\n" + door + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"capture.md", "fix.md", "ldjson.md", "mirror.md", "redis.md"})
  void everyFileOfTheDocumentationIsValid(String page) throws Exception {
    List<String> files =
        Pattern.compile("```yaml\n(version: 1\n.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", page)))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(files).isNotEmpty();
    for (String file : files) {
      assertThat(parse(file).digest()).isNotNull();
    }
  }

  @Test
  void everyMemberOfATapIsRead() throws SourcesRefusedException {
    SourcesFile file =
        parse(
            """
            version: 1
            kafka:
              - {topic: oms.copy, mapping: whole, event_type: OMS_COPY, policy_id: com.example:oms,
                 tier: GOLD, clock: NTP_SYNCED, signing: checkpoint}
            """);

    assertThat(file.taps().values())
        .containsExactly(
            new KafkaTap(
                "oms.copy",
                new Mapping.Whole("OMS_COPY"),
                new SourcePolicy("com.example:oms", Tier.GOLD, ClockStatus.NTP_SYNCED),
                SigningMode.CHECKPOINT));
    assertThat(file.signing()).containsEntry("com.example:oms", SigningMode.CHECKPOINT);
  }

  @Test
  void aFileWithoutSourcesIsValid() throws SourcesRefusedException {
    assertThat(parse("version: 1\n").taps()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka: []                                                          | line 1: has no version
          version: 2                                                         | line 1: version must be 1
          version: [1]                                                       | line 1: version must be text
          - version                                                          | line 1: must be a mapping
          version: 1;kafka: orders                                           | line 2: kafka must be a list
          version: 1;kafka:;- orders                                         | line 3: kafka[0] must be a mapping
          version: 1;kafka:;- mapping: orders                                | line 3: kafka[0] has no topic
          version: 1;kafka:;- topic: orders                                  | line 3: kafka[0] has no mapping
          version: 1;kafka:;- topic: 'a b';  mapping: orders                 | line 3: kafka[0].topic is no name of a topic
          version: 1;kafka:;- topic: ..;  mapping: orders                    | line 3: kafka[0].topic is no name of a topic
          version: 1;kafka:;- topic: a;  mapping: fills                      | line 4: kafka[0].mapping is none of decisions, errors, executions, orders, whole
          version: 1;kafka:;- topic: a;  mapping: whole                      | line 3: kafka[0] has no event_type
          version: 1;kafka:;- topic: a;  mapping: whole;  event_type: x      | line 5: kafka[0].event_type must be 2 to 32 capitals, digits and underscores
          version: 1;kafka:;- topic: a;  mapping: orders;  event_type: ORD   | line 5: kafka[0].event_type has no meaning here
          version: 1;kafka:;- topic: a;  mapping: orders;  tier: BRONZE      | 'line 5: kafka[0].tier is "BRONZE", not one of GOLD, PLATINUM, SILVER'
          version: 1;kafka:;- topic: a;  mapping: orders;  policy_id: a/b    | 'line 5: kafka[0].policy_id must be 1 to 128 letters, digits, dots, underscores, colons or hyphens'
          version: 1;kafka:;- topic: a;  mapping: orders;  topic: b          | line 5: kafka[0].topic stands there twice
          version: 1;kafka:;- {topic: a, mapping: orders};- {topic: a, mapping: errors} | line 2: kafka has the topic a twice
          version: 1;kafak: []                                               | line 2: kafak has no meaning here
          version: 1;ldjson: queue                                           | line 2: ldjson must be a list
          version: 1;ldjson:;- tier: GOLD                                    | line 3: ldjson[0] has no src
          version: 1;ldjson:;- src: a/b                                      | 'line 3: ldjson[0].src must be 1 to 128 letters, digits, dots, underscores, colons or hyphens'
          version: 1;ldjson:;- src: a;- src: a                               | line 4: ldjson[1].src stands there twice
          version: 1;ldjson:;- src: a;  tier: BRONZE                         | 'line 4: ldjson[0].tier is "BRONZE", not one of GOLD, PLATINUM, SILVER'
          version: 1;ldjson:;- src: a;  port: 1                              | line 4: ldjson[0].port has no meaning here
          version: 1;ldjson:;- {src: a, signing: checkpoint};- {src: b, policy_id: 'local.tradewitness:a'} | line 4: ldjson[1].signing differs from that of another source of local.tradewitness:a
          version: 1;kafka:;- {topic: a, mapping: orders, policy_id: p:p, signing: checkpoint};- {topic: b, mapping: orders, policy_id: p:p} | line 4: kafka[1].signing differs from that of another source of p:p
          """)
  void whatIsWrongIsNamedWithItsLine(String file, String fault) {
    assertThat(refused(file.replace(";", "\n"))).startsWith(fault);
  }

  @Test
  void sessionsOfOneNameInTheStoreAreRefused() throws SourcesRefusedException {
    String first =
        "version: 1\nfix:\n- {begin_string: FIX.4.4, sender_comp_id: A-B, target_comp_id: C}\n";
    assertThat(parse(first).fix()).hasSize(1);
    assertThat(
            refused(first + "- {begin_string: FIX.4.4, sender_comp_id: A, target_comp_id: B-C}\n"))
        .contains("two of one name in the store");
    assertThat(refused(first + "- {begin_string: FIX.4.4, sender_comp_id: X, target_comp_id: C}\n"))
        .contains("has a session twice");
    assertThat(
            refused(
                "version: 1\nfix:\n- {begin_string: FIX.9, sender_comp_id: ../x, target_comp_id: C}\n"))
        .contains("begin_string is none of", "sender_comp_id must be");
  }

  @Test
  void aRedisStreamIsReadFromAServerWithoutCredentials() throws Exception {
    RedisStream stream =
        parse(
                redis(
                    "{server: 'r.example.com:6380', tls: true, stream: 'a:b', mapping: orders, field: json}"))
            .redis()
            .getFirst();
    assertThat(stream.source()).isEqualTo("redis:a:b");
    assertThat(stream.host()).isEqualTo("r.example.com");
    assertThat(stream.port()).isEqualTo(6380);
    assertThat(stream.tls()).isTrue();
    assertThat(stream.policy().policyId()).isEqualTo("local.tradewitness:redis-a:b");
    assertThat(refused(redis("{server: 'u:p@h:1', stream: a, mapping: guide}")))
        .isEqualTo("line 3: redis[0].server must be host:port, without a user or a password");
    assertThat(refused(redis("{server: 'h:70000', stream: a, mapping: decisions}")))
        .contains("must be host:port", "is none of errors, executions, guide, orders, whole");
    String first = "{server: 'h:1', stream: a, mapping: guide}";
    assertThat(refused(redis(first, first.replace("h:1", "i:1"))))
        .contains("two streams of one name");
    assertThat(refused(redis(first, "{server: 'h:1', stream: a, name: b, mapping: guide}")))
        .contains("one stream twice");
  }

  private static String redis(String... streams) {
    return "version: 1\nredis:\n- " + String.join("\n- ", streams) + "\n";
  }

  @Test
  void theFileForComposeIsValid() throws Exception {
    byte[] file = Files.readAllBytes(Path.of("..", "deploy", "sources", "redis.yaml"));
    SourcesFile sources = SourcesParser.parse(file);
    assertThat(sources.redis()).hasSize(1);
    assertThat(sources.taps()).isEqualTo(SourcesParser.parse(Sources.builtIn()).taps());
  }

  @Test
  void allFaultsAreFoundAtOnce() {
    assertThat(refused("version: 2\nkafka:\n- topic: a\nmore: 1\n").split("; ")).hasSize(3);
  }

  @Test
  void whatIsNoYamlIsRefused() {
    assertThat(refused("")).isEqualTo("line 1: the file is empty");
    assertThat(refused("version: 1\nkafka: [")).startsWith("line 2: not YAML: ");
    assertThat(refused("a: &x [1]\nb: *x\n")).contains("not YAML");
    assertThat(refused("version: \"\\ud800\\U")).contains("not YAML");
    assertThat(refused("version: 1\n" + "[".repeat(100))).contains("not YAML");
    assertThat(refused("#" + "x".repeat(SourcesParser.BYTES_MAX)))
        .isEqualTo("line 1: the file is longer than 262144 bytes");
    assertThat(
            catchThrowableOfType(
                    SourcesRefusedException.class,
                    () -> SourcesParser.parse(new byte[] {(byte) 0xff}))
                .getMessage())
        .isEqualTo("line 1: the file is not UTF-8");
  }

  @Test
  void anyFileIsReadOrRefused() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    byte[] valid = Sources.builtIn();
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = valid.clone();
      for (int n = random.nextInt(1, 6); n > 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(
              () -> {
                try {
                  SourcesParser.parse(changed);
                } catch (SourcesRefusedException e) {
                  assertThat(e.faults()).isNotEmpty();
                }
              })
          .as("seed " + seed)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aSourceOfLinesHasAPolicyWhetherItIsNamedOrNot() throws SourcesRefusedException {
    SourcesFile file =
        parse(
            """
            version: 1
            ldjson:
              - {src: named, policy_id: com.example:named, tier: GOLD, clock: NTP_SYNCED, signing: checkpoint}
              - src: known
            """);

    assertThat(file.ldjsonPolicy("named"))
        .isEqualTo(new SourcePolicy("com.example:named", Tier.GOLD, ClockStatus.NTP_SYNCED));
    for (String src : List.of("known", "unknown")) {
      assertThat(file.ldjsonPolicy(src))
          .isEqualTo(
              new SourcePolicy("local.tradewitness:" + src, Tier.SILVER, ClockStatus.BEST_EFFORT));
    }
    assertThat(file.signing()).containsExactly(entry("com.example:named", SigningMode.CHECKPOINT));
  }

  private static SourcesFile parse(String text) throws SourcesRefusedException {
    return SourcesParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String refused(String text) {
    var refused = catchThrowableOfType(SourcesRefusedException.class, () -> parse(text));
    assertThat(refused).as(text).isNotNull();
    return String.valueOf(refused.getMessage());
  }
}
