package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.DoorLifecycle;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.stream.SourceLease;
import dev.tradewitness.capture.stream.SourceLeases;
import dev.tradewitness.capture.stream.SourceReader;
import dev.tradewitness.kit.heap.HeapRoom;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
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
  DoorLifecycle<List<RedisStream>> redisDoor(
      EventDecoder decoder,
      Intake intake,
      ReceptionClock clock,
      SourceReader stored,
      SourceLeases leases,
      Sources sources,
      SourceTroubles troubles,
      SslBundles bundles,
      MeterRegistry registry,
      RedisProperties p) {
    var door =
        new RedisDoor((stream, digest) -> {
          SourceLease lease = leases.of(stream.source(), p.lease());
          var store = new RedisStore(stream, decoder, intake, clock, lease, digest);
          var meters = new RedisMeters(registry, stream.source());
          return RedisDoor.RedisReading.of(
              stream.name(),
              store,
              new RedisReader(
                  stream,
                  () -> RedisLink.open(stream, client(stream, bundles, p), p.group()),
                  store,
                  stored,
                  lease,
                  meters,
                  new RedisStanding(troubles, stream.source()),
                  p),
              meters);
        });
    return new DoorLifecycle<>("redis", door, sources, troubles, true);
  }

  /// Of the streams that are read from the start on.
  @Bean
  HeapRoom roomOfRedisEntries(Sources sources, RedisProperties p) {
    int streams = sources.current().redis().size();
    return HeapRoom.followed(
        "tradewitness.capture.redis.batch-size=%dKB for %d streams"
            .formatted(p.batchSize().toKilobytes(), streams),
        p.batchSize().toBytes() * streams);
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
