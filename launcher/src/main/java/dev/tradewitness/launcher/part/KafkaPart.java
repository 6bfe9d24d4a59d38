package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/// One Apache Kafka broker (KRaft, its own controller) as a process of its own. Listens on
/// 127.0.0.1 only; its storage is formatted on the first start and kept. It makes no topics by
/// itself.
public final class KafkaPart implements CachedPart {
  public static final String NAME = "kafka";
  private static final Duration FORMAT_LIMIT = Duration.ofMinutes(1);

  private final PartPlace place;
  private final PartProcess process;
  private final KafkaSoftware software;
  private final int port;
  private final int controllerPort;
  private final Launch launch;

  /// What the broker is started with.
  public record Launch(List<String> jvmOptions, AotMode aot) {}

  public KafkaPart(
      PartPlace place, KafkaSoftware software, int port, int controllerPort, Launch launch) {
    this.place = place;
    this.process = new PartProcess(place);
    this.software = software;
    this.port = port;
    this.controllerPort = controllerPort;
    this.launch = launch;
  }

  @Override
  public int port() {
    return port;
  }

  public int controllerPort() {
    return controllerPort;
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public PartProcess process() {
    return process;
  }

  @Override
  public void start() throws PartFailedException {
    if (process.running().isPresent()) {
      return;
    }
    if (!software.isThere()) {
      throw new PartFailedException(
          "Kafka's jars are not in %s: build them with ./mvnw -q -pl kafka-broker process-resources"
              .formatted(software.folder()));
    }
    try {
      Files.createDirectories(place.folder());
      var logging = place.folder().resolve("log4j2.properties");
      Files.writeString(logging, LOGGING);
      if (!Files.exists(dataFolder().resolve("meta.properties"))) {
        format(logging);
      }
      var settings = writeSettings(place.folder().resolve("server.properties"), dataFolder());
      process.launch(broker(aotCache().options(launch.aot()), logging, settings), Map.of());
    } catch (IOException e) {
      throw new PartFailedException("Kafka's folder cannot be prepared", e);
    }
  }

  @Override
  public boolean ready() {
    if (!Ports.answers(port)) {
      return false;
    }
    try (var admin = admin(address())) {
      return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false; // not yet, or not any more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// A client with short patience, for a broker on this machine.
  public static Admin admin(String bootstrapServers) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200));
  }

  private Path dataFolder() {
    return place.folder().resolve("data");
  }

  /// Formats beside the data's place and moves it there when complete, so that a crash leaves no
  /// half of one.
  private void format(Path logging) throws IOException, PartFailedException {
    var fresh = place.folder().resolve("data.new");
    Folders.deleteTree(fresh);
    var settings = writeSettings(place.folder().resolve("format.properties"), fresh);
    var output = place.folder().resolve("format.log");
    // Its start is not the one to record.
    var options =
        new ArrayList<>(
            aotCache().options(launch.aot() == AotMode.OFF ? AotMode.OFF : AotMode.USE));
    options.add("-XX:TieredStopAtLevel=1"); // it runs for a second, once
    var command = java(options, logging);
    command.addAll(List.of("kafka.tools.StorageTool", "format", "-c", settings.toString()));
    command.addAll(List.of("-t", org.apache.kafka.common.Uuid.randomUuid().toString()));
    var tool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!tool.waitFor(FORMAT_LIMIT) || tool.exitValue() != 0) {
        tool.destroyForcibly();
        throw new PartFailedException(
            "Kafka's storage cannot be formatted, see " + output, Files.readAllLines(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailedException("interrupted while formatting Kafka's storage", e);
    }
    Files.move(fresh, dataFolder(), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public AotCache aotCache() {
    return software.aotCache();
  }

  private List<String> broker(List<String> moreJvmOptions, Path logging, Path settings) {
    var command = java(moreJvmOptions, logging);
    command.addAll(List.of("kafka.Kafka", settings.toString()));
    return command;
  }

  private List<String> java(List<String> moreJvmOptions, Path logging) {
    var command = new ArrayList<String>();
    command.add(Java.program());
    command.addAll(launch.jvmOptions());
    command.addAll(moreJvmOptions);
    command.addAll(
        List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlog4j2.configurationFile=" + logging.toUri(),
            "-cp",
            software.classPath()));
    return command;
  }

  private Path writeSettings(Path file, Path data) throws IOException {
    var settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", "1");
    settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty("log.dirs", data.toString());
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("default.replication.factor", "1");
    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("offsets.topic.num.partitions", "4");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("transaction.state.log.num.partitions", "4");
    settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
    settings.setProperty("share.coordinator.state.topic.min.isr", "1");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    // A member that was killed must not hold its partitions for longer than this.
    settings.setProperty("group.min.session.timeout.ms", "1000");
    // A killed broker's place is taken over by its next start only after its session; the only
    // broker there is need not
    // wait long.
    settings.setProperty("broker.session.timeout.ms", "3000");
    settings.setProperty("broker.heartbeat.interval.ms", "500");
    settings.setProperty("log.segment.bytes", "67108864");
    try (var writer = Files.newBufferedWriter(file)) {
      settings.store(writer, "Written at every start; change the launcher, not this file.");
    }
    return file;
  }

  private static final String LOGGING =
      """
      rootLogger.level = INFO
      rootLogger.appenderRefs = out
      rootLogger.appenderRef.out.ref = OUT
      appender.out.type = Console
      appender.out.name = OUT
      appender.out.layout.type = PatternLayout
      appender.out.layout.pattern = %d{ISO8601} %-5p %m (%c{1})%n
      logger.config.name = org.apache.kafka.common.config
      logger.config.level = WARN
      logger.server.name = kafka.server.KafkaConfig
      logger.server.level = WARN
      logger.dynamic.name = kafka.server.metadata
      logger.dynamic.level = WARN
      logger.state.name = state.change.logger
      logger.state.level = WARN
      logger.partition.name = kafka.cluster
      logger.partition.level = WARN
      logger.log.name = kafka.log
      logger.log.level = WARN
      logger.storage.name = org.apache.kafka.storage
      logger.storage.level = WARN
      """;
}
