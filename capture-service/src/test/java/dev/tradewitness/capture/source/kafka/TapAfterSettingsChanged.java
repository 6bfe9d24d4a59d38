package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.KafkaTap;
import dev.tradewitness.capture.stream.SourceReader;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.testservers.Servers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.core.KafkaAdmin;

/// The tap of a running service as it would be after a start with other settings of its sources.
public final class TapAfterSettingsChanged {

  private static final int BYTES_MAX = 256 * 1024;

  private final TapReader reader;
  private final TapListener listener;

  public TapAfterSettingsChanged(ApplicationContext service, Tier tier, ClockStatus clock) {
    this.reader =
        new TapReader(
            service.getBean(EventDecoder.class),
            changed(service.getBean(Sources.class).current(), tier, clock),
            BYTES_MAX);
    this.listener =
        new TapListener(
            service.getBean(EventDecoder.class),
            service.getBean(Sources.class),
            BYTES_MAX,
            service.getBean(Intake.class),
            service.getBean(ReceptionClock.class),
            new TapLanes(service.getBean(SourceReader.class), service.getBean(KafkaAdmin.class)),
            new LetterBox(service.getBean(DeadLetters.class)));
  }

  private static SourcesFile changed(SourcesFile file, Tier tier, ClockStatus clock) {
    Map<String, KafkaTap> taps =
        file.taps().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> changed(entry.getValue(), tier, clock)));
    return new SourcesFile(
        file.digest(), taps, file.fix(), file.redis(), file.ldjson(), file.mirror());
  }

  private static KafkaTap changed(KafkaTap tap, Tier tier, ClockStatus clock) {
    return new KafkaTap(
        tap.topic(),
        tap.mapping(),
        new SourcePolicy(tap.policy().policyId(), tier, clock),
        tap.signing());
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
      listener.take(messages, consumer, reader);
    }
  }
}
