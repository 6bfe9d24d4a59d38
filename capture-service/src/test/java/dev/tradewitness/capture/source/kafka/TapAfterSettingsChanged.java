package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.stream.SourceReader;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.util.unit.DataSize;

/// The tap of a running service as it would be after a start with other settings of its sources.
public final class TapAfterSettingsChanged {

  private final TapListener listener;

  public TapAfterSettingsChanged(ApplicationContext service, Tier tier, ClockStatus clock) {
    var source = new TapProperties.Source(null, tier, clock);
    this.listener =
        new TapListener(
            new TapReader(
                service.getBean(EventDecoder.class),
                new TapProperties(
                    true,
                    "vcp-sidecar",
                    1000,
                    DataSize.ofKilobytes(256),
                    Duration.ofSeconds(1),
                    source,
                    source,
                    source,
                    source)),
            service.getBean(Intake.class),
            service.getBean(ReceptionClock.class),
            new TapLanes(service.getBean(SourceReader.class), service.getBean(KafkaAdmin.class)),
            new LetterBox(service.getBean(DeadLetters.class)));
  }

  /// Delivers messages as one poll; returns when each is stored, known or a dead letter.
  public void deliver(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                Servers.kafka().bootstrapServers(),
                "group.id",
                "tap-after-settings-changed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      listener.take(messages, consumer);
    }
  }
}
