package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.ActiveConnections;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.kit.heap.HeapRoom;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LdjsonProperties.class)
class LdjsonConfiguration {

  private static final String PREFIX = "tradewitness.capture.ldjson";

  @Bean
  @ConditionalOnBooleanProperty(name = PREFIX + ".enabled", matchIfMissing = true)
  LdjsonDoor ldjsonDoor(
      EventDecoder decoder,
      Sources sources,
      ReceptionClock clock,
      Intake intake,
      MeterRegistry meters,
      ActiveConnections connections,
      SslBundles bundles,
      SourceTroubles troubles,
      LdjsonProperties p) {
    var terms =
        new LdjsonConnection.Terms(
            new LdjsonReading(sources, decoder, clock),
            new LdjsonMeters(intake, meters),
            new SharedSecret(p.sharedSecret()),
            p.readTimeout(),
            p.writeTimeout());
    var door = new LdjsonDoor(openings(bundles, p), terms, intake, p, troubles);
    connections.add("ldjson", door::connections);
    return door;
  }

  @Bean
  @ConditionalOnBooleanProperty(name = PREFIX + ".enabled", matchIfMissing = true)
  HeapRoom roomOfLines(LdjsonProperties p) {
    return HeapRoom.of(PREFIX + ".size-of-all-max", p.sizeOfAllMax());
  }

  private static List<LdjsonDoor.Opening> openings(SslBundles bundles, LdjsonProperties p) {
    var openings = new ArrayList<LdjsonDoor.Opening>();
    if (p.port() >= 0) {
      var address = new InetSocketAddress(p.address(), p.port());
      if (p.sslBundle() == null) {
        openings.add(() -> ChannelListener.open(address));
      } else {
        SslBundle bundle = bundles.getBundle(p.sslBundle());
        openings.add(() -> TlsListener.open(address, bundle));
      }
    }
    Path socket = p.socket();
    if (socket != null) {
      openings.add(() -> UnixListener.open(socket, p.socketPermissions()));
    }
    return openings;
  }

  @Bean
  @ConditionalOnBooleanProperty(name = PREFIX + ".enabled", matchIfMissing = true)
  @ConditionalOnExpression("${" + PREFIX + ".metrics-port:17001} > 0")
  MetricsPort metricsPort(LdjsonProperties p) {
    return new MetricsPort(p);
  }
}
