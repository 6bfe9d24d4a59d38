package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.DoorLifecycle;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.kit.heap.HeapRoom;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FixProperties.class)
class FixConfiguration {

  @Bean
  DoorLifecycle<List<FixSession>> fixDoor(
      EventDecoder decoder,
      Intake intake,
      ReceptionClock clock,
      Sources sources,
      SourceTroubles troubles,
      FixProperties p) {
    var store = new FixStore(decoder, intake, clock, p.hold(), sources.current().digest());
    return new DoorLifecycle<>("fix", new FixDoor(store, p), sources, troubles, true);
  }

  /// Of the sessions that are accepted from the start on: a message on its way, those that wait to
  /// be stored, and those that wait for lower numbers. Without a session the port is closed.
  @Bean
  HeapRoom roomOfFixMessages(Sources sources, FixProperties p) {
    return room(sources.current().fix().size(), p);
  }

  static HeapRoom room(int sessions, FixProperties p) {
    long messages = (1L + FixEngine.MESSAGES_WAITING_MAX) * p.messageSizeMax().toBytes();
    long logons = sessions == 0 ? 0 : p.connectionsMax() * FixGate.LOGON_BYTES_MAX;
    return HeapRoom.followed(
        "tradewitness.capture.fix.message-size-max=%dKB and connections-max=%d for %d sessions"
            .formatted(p.messageSizeMax().toKilobytes(), p.connectionsMax(), sessions),
        sessions * (messages + AheadQueues.BYTES_MAX) + logons);
  }
}
