package dev.tradewitness.capture.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.capture.RedisProcess;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import redis.clients.jedis.exceptions.JedisConnectionException;

/// Over TLS the server has to be the one that the sources file names.
class RedisTlsIT {

  private final RedisProperties properties =
      new Binder(
              new MapConfigurationPropertySource(
                  Map.of("tradewitness.capture.redis.ssl-bundle", "ca")))
          .bind("tradewitness.capture.redis", RedisProperties.class)
          .get();

  @TempDir private Path folder;

  @BeforeEach
  void need() {
    RedisProcess.require();
  }

  @Test
  void theServerOfTheNameInItsCertificateIsRead() throws Exception {
    try (var redis = RedisProcess.startTls(folder, certificate("IP:127.0.0.1"));
        RedisLink link = link(redis)) {
      assertThat(link.join()).as("nothing is there yet").isFalse();
    }
  }

  @Test
  void aServerWithTheCertificateOfAnotherIsNot() throws Exception {
    try (var redis = RedisProcess.startTls(folder, certificate("DNS:other.example"))) {
      assertThatThrownBy(() -> link(redis).close())
          .isInstanceOf(JedisConnectionException.class)
          .satisfies(e ->
              assertThat(RedisTrouble.of((RuntimeException) e)).isEqualTo(RedisTrouble.TLS_REFUSED))
          .rootCause()
          .hasMessageContaining("No subject alternative names");
    }
  }

  private RedisLink link(RedisProcess redis) {
    var stream =
        new RedisStream(
            "s",
            "127.0.0.1",
            redis.port(),
            true,
            "s",
            Mapping.Known.GUIDE,
            null,
            new SourcePolicy("test:tls", Tier.SILVER, ClockStatus.BEST_EFFORT),
            null);
    PemSslStoreDetails trusted =
        PemSslStoreDetails.forCertificate(folder.resolve("cert.pem").toUri().toString());
    var bundles =
        new DefaultSslBundleRegistry("ca", SslBundle.of(new PemSslStoreBundle(null, trusted)));
    return RedisLink.open(
        stream, RedisConfiguration.client(stream, bundles, properties), properties.group());
  }

  /// A certificate of its own authority.
  private Path certificate(String name) throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "1",
                    "-subj",
                    "/CN=redis",
                    "-addext",
                    "subjectAltName=" + name,
                    "-keyout",
                    folder.resolve("key.pem").toString(),
                    "-out",
                    folder.resolve("cert.pem").toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    return folder;
  }
}
