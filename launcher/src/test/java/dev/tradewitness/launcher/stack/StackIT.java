package dev.tradewitness.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.launcher.TestStack;
import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.Ports;
import dev.tradewitness.launcher.part.PostgresPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackIT {
  private Path folder;
  private Stack stack;

  @BeforeAll
  void up(@TempDir Path temporary) throws Exception {
    folder = temporary;
    stack = Stack.open(TestStack.settings(folder.resolve("data")), _ -> {});
    stack.up();
  }

  @AfterAll
  void down() {
    assertThat(stack.down()).isEmpty();
    assertThat(stack.status())
        .allSatisfy(part -> assertThat(part.state()).isEqualTo(PartStatus.State.STOPPED));
    assertThat(Ports.free(stack.port("postgres"))).isTrue();
    assertThat(Ports.free(stack.port("kafka"))).isTrue();
    assertThat(Ports.free(stack.port("tsa"))).isTrue();
  }

  @Test
  void everyPartIsHealthyAndAProcessOfItsOwn() {
    var status = stack.status();
    assertThat(status).extracting(PartStatus::part).isEqualTo(TestStack.PARTS);
    assertThat(status)
        .allSatisfy(part -> assertThat(part.state()).isEqualTo(PartStatus.State.HEALTHY));
    assertThat(status.stream().map(part -> part.pid().orElseThrow()).distinct()).hasSize(3);
  }

  @Test
  void postgresqlIsDurableAndEachServiceHasItsRoleAndSchema() throws SQLException {
    for (var service : StackPorts.SERVICES) {
      try (var connection = connect(service)) {
        assertThat(single(connection, "SHOW fsync")).isEqualTo("on");
        assertThat(single(connection, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(single(connection, "SHOW full_page_writes")).isEqualTo("on");
        assertThat(single(connection, "SELECT current_schema()")).isEqualTo(service);
      }
    }
  }

  @Test
  void passwordsAreStoredWithTheUsualRoundsOfHashing() throws SQLException {
    try (var connection = connect(PostgresPart.SUPERUSER)) {
      for (var role : List.of("capture", "anchor", "authorize", "vpin", PostgresPart.SUPERUSER)) {
        assertThat(
                single(
                    connection,
                    "SELECT rolpassword FROM pg_authid WHERE rolname = '%s'".formatted(role)))
            .startsWith("SCRAM-SHA-256$4096:");
      }
    }
  }

  @Test
  void theTopicsAreThereWithTheirFixedPartitions() throws Exception {
    try (var admin = KafkaPart.admin(stack.bootstrapServers())) {
      assertThat(admin.describeTopics(Topics.all().keySet()).allTopicNames().get())
          .allSatisfy((name, topic) ->
              assertThat(topic.partitions()).hasSize(Topics.all().getOrDefault(name, -1)));
    }
  }

  @Test
  void secretsAreReadableByTheirOwnerAlone() throws IOException {
    var keys = stack.settings().data().resolve("keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
    try (var files = Files.list(keys)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void aKilledPostgresqlIsShownAsDiedAndKeepsWhatWasCommitted() throws Exception {
    try (var connection = connect("capture");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE drill (n int)");
      statement.execute("INSERT INTO drill VALUES (42)");
    }
    assertThat(stack.kill("postgres")).isTrue();
    assertThat(state("postgres")).isEqualTo(PartStatus.State.DIED);
    assertThat(stack.kill("postgres")).isFalse();

    stack.start("postgres");

    assertThat(state("postgres")).isEqualTo(PartStatus.State.HEALTHY);
    try (var connection = connect("capture")) {
      assertThat(single(connection, "SELECT n FROM drill")).isEqualTo("42");
    }
  }

  @Test
  void aKilledKafkaKeepsWhatItAcknowledged() throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) stack.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      long first = offset(producer);
      stack.kill("kafka");
      assertThat(state("kafka")).isEqualTo(PartStatus.State.DIED);
      stack.start("kafka");
      assertThat(offset(producer)).isEqualTo(first + 1);
    }
  }

  @Test
  void opensslAcceptsTheTokensOfTheTimeStampAuthority() throws Exception {
    if (!"required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS"))) {
      assumeThat(run("openssl", "version")).as("openssl is here").isZero();
    }
    var data = Files.writeString(folder.resolve("event.json"), "{\"order\":1}");
    var query = folder.resolve("event.tsq");
    var reply = folder.resolve("event.tsr");
    assertThat(
            run(
                "openssl",
                "ts",
                "-query",
                "-data",
                data.toString(),
                "-sha256",
                "-cert",
                "-out",
                query.toString()))
        .isZero();
    try (var http = HttpClient.newHttpClient()) {
      http.send(
          HttpRequest.newBuilder(URI.create(stack.part("tsa").address()))
              .header("Content-Type", "application/timestamp-query")
              .POST(HttpRequest.BodyPublishers.ofFile(query))
              .build(),
          HttpResponse.BodyHandlers.ofFile(reply));
    }
    var ca = stack.settings().data().resolve("tsa").resolve("ca.pem").toString();

    assertThat(
            run(
                "openssl",
                "ts",
                "-verify",
                "-data",
                data.toString(),
                "-in",
                reply.toString(),
                "-CAfile",
                ca))
        .isZero();

    Files.writeString(data, "{\"order\":2}");
    assertThat(
            run(
                "openssl",
                "ts",
                "-verify",
                "-data",
                data.toString(),
                "-in",
                reply.toString(),
                "-CAfile",
                ca))
        .isNotZero();
  }

  @Test
  void aSecondUpOnTheSameDataIsRefused() {
    var second = Stack.open(stack.settings(), _ -> {});
    assertThatThrownBy(second::up)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("already up");
  }

  @Test
  void aTakenPortIsNamedWithTheOptionThatMovesItBeforeAnythingStarts() throws IOException {
    var settings = TestStack.settings(folder.resolve("other"));
    int port = 8_318 + settings.portBase();
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      assertThatThrownBy(Stack.open(settings, _ -> {})::up)
          .isInstanceOf(StackException.class)
          .hasMessageContaining("%d (tsa)".formatted(port))
          .hasMessageContaining("--port-base");
    }
    assertThat(settings.data().resolve("keys")).doesNotExist();
    assertThat(settings.data().resolve("logs")).doesNotExist();
  }

  @Test
  void aServiceThatIsNotBuiltIsNamedWithTheCommandThatBuildsIt() {
    var settings =
        new StackSettings(
            folder,
            folder.resolve("unbuilt"),
            stack.settings().portBase() + 50,
            List.of("capture"),
            true);
    assertThatThrownBy(Stack.open(settings, _ -> {})::up)
        .hasMessageContaining("capture is not built")
        .hasMessageContaining("./mvnw");
  }

  private PartStatus.State state(String name) {
    return stack.status().stream()
        .filter(part -> part.part().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(stack.jdbcUrl(), role, stack.databasePassword(role));
  }

  private static String single(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static long offset(KafkaProducer<String, String> producer) throws Exception {
    return producer
        .send(new ProducerRecord<>(Topics.ORDERS, 0, "key", "value"))
        .get(60, TimeUnit.SECONDS)
        .offset();
  }

  private static int run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      System.out.println(output);
    }
    return code;
  }
}
