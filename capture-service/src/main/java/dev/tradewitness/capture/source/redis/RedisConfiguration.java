package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.stream.SourceLeases;
import dev.tradewitness.capture.stream.SourceReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import javax.net.ssl.SSLParameters;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.DefaultJedisClientConfig;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisProperties.class)
class RedisConfiguration {

  @Bean
  RedisDoor redisDoor(
      EventDecoder decoder,
      Intake intake,
      ReceptionClock clock,
      SourceReader stored,
      SourceLeases leases,
      Sources sources,
      SslBundles bundles,
      MeterRegistry registry,
      RedisProperties p) {
    return new RedisDoor(
        (stream, digest) -> {
          var store = new RedisStore(stream, decoder, intake, clock, digest);
          var meters = new RedisMeters(registry, stream.source());
          return RedisDoor.RedisReading.of(
              stream.name(),
              store,
              new RedisReader(
                  stream,
                  () -> RedisLink.open(stream, client(stream, bundles, p), p.group()),
                  store,
                  stored,
                  leases,
                  "capture-" + UUID.randomUUID(),
                  meters,
                  p),
              meters);
        },
        sources);
  }

  /// Read anew for each connection, so that a password that changed is used.
  static DefaultJedisClientConfig client(
      RedisStream stream, SslBundles bundles, RedisProperties p) {
    int timeout = Math.toIntExact(p.timeout().toMillis());
    var client =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeout)
            .socketTimeoutMillis(timeout)
            .blockingSocketTimeoutMillis(timeout)
            .clientName("tradewitness-capture")
            .user(p.username())
            .password(p.secret())
            .ssl(stream.tls());
    if (stream.tls()) {
      var checks = new SSLParameters();
      checks.setEndpointIdentificationAlgorithm("HTTPS"); // the server's name, which Jedis leaves
      client.sslParameters(checks);
    }
    if (stream.tls() && p.sslBundle() != null) {
      client.sslSocketFactory(
          bundles.getBundle(p.sslBundle()).createSslContext().getSocketFactory());
    }
    return client.build();
  }
}
