package dev.tradewitness.capture.spool;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpoolProperties.class)
class SpoolConfiguration {

  @Bean
  Spool spool(
      SpoolProperties p, EventSigner signer, StreamCommitter committer, MeterRegistry meters) {
    // A decoder of its own: the ids of spooled events are known, it makes none.
    var spool = new Spool(p, new EventDecoder(new SecureRandom()), signer, committer);
    Gauge.builder("tradewitness.capture.spool.events", spool, Spool::events).register(meters);
    Gauge.builder("tradewitness.capture.spool.bytes", spool, Spool::bytes).register(meters);
    FunctionCounter.builder("tradewitness.capture.spool.kept", spool, Spool::kept).register(meters);
    FunctionCounter.builder("tradewitness.capture.spool.drained", spool, Spool::drained)
        .register(meters);
    FunctionCounter.builder("tradewitness.capture.spool.refused", spool, Spool::refused)
        .register(meters);
    return spool;
  }

  @Bean
  SpoolLifecycle spoolLifecycle(Spool spool) {
    return new SpoolLifecycle(spool);
  }
}
