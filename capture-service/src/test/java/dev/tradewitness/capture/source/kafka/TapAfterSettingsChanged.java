package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.kit.kafka.DeadLetters;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.ApplicationContext;
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
            new LetterBox(service.getBean(DeadLetters.class)));
  }

  /// Delivers messages as one poll; returns when each is stored, known or a dead letter.
  public void deliver(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    listener.take(messages);
  }
}
