package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.AotMode;
import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.KafkaSoftware;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.time.Duration;
import java.util.List;

/// The launcher's Kafka, as a process.
final class EmbeddedKafka extends KafkaServer {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms128m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final KafkaPart part;

  EmbeddedKafka(TestFolder folder) {
    this.part =
        new KafkaPart(
            folder.place(KafkaPart.NAME),
            new KafkaSoftware(TestFolder.home().resolve("kafka-broker/target/lib")),
            ReservedPorts.one(),
            ReservedPorts.one(),
            new KafkaPart.Launch(JVM_OPTIONS, AotMode.OFF));
  }

  @Override
  public String bootstrapServers() {
    return part.address();
  }

  @Override
  public void start() {
    try {
      part.start();
      part.awaitReady(Duration.ofMinutes(2));
    } catch (PartFailedException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + String.join("\n", e.logTail()), e);
    }
  }

  @Override
  public void stop() {
    part.stop(Duration.ofSeconds(20));
  }

  @Override
  public void kill() {
    part.kill();
  }
}
