package dev.tradewitness.spring.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.Order;
import dev.tradewitness.client.delivery.ClientListener;
import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.client.spool.SpoolBounds;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.spring.health.TradewitnessHealthAutoConfiguration;
import dev.tradewitness.spring.logged.VcpLoggedAutoConfiguration;
import dev.tradewitness.spring.metrics.TradewitnessMetricsAutoConfiguration;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TradewitnessAutoConfigurationTest {

  @TempDir Path folder;

  private ApplicationContextRunner bare() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                TradewitnessAutoConfiguration.class,
                VcpLoggedAutoConfiguration.class,
                TradewitnessHealthAutoConfiguration.class,
                TradewitnessMetricsAutoConfiguration.class));
  }

  /// Nobody listens on port 9 of this machine.
  private ApplicationContextRunner configured() {
    return bare()
        .withPropertyValues(
            "tradewitness.client.capture=http://127.0.0.1:9",
            "tradewitness.client.policy-id=test:starter",
            "tradewitness.client.close-patience=0s",
            "tradewitness.client.spool.folder=" + folder);
  }

  @Test
  void withFolderAndPolicyTheClientIsThereWithItsOwnDefaults() {
    configured()
        .run(context -> {
          assertThat(context)
              .hasNotFailed()
              .hasSingleBean(Tradewitness.class)
              .hasSingleBean(EventWriter.class)
              .hasBean("tradewitnessHealthIndicator")
              .hasBean("tradewitnessMeters");
          ClientProperties p = context.getBean(ClientProperties.class);
          assertThat(p.bounds()).isEqualTo(DeliveryBounds.DEFAULT);
          assertThat(p.spool().bounds()).isEqualTo(SpoolBounds.ofBytes(256L << 20));
          assertThat(p.tier()).isEqualTo("SILVER");
          assertThat(p.clockStatus()).isEqualTo("BEST_EFFORT");
          assertThat(p.health().overflow()).isEqualTo(ClientProperties.Overflow.UNKNOWN);
        });
    bare()
        .withPropertyValues(
            "tradewitness.client.spool.folder=" + folder, "tradewitness.client.policy-id=a")
        .run(context -> {
          ClientProperties p = context.getBean(ClientProperties.class);
          assertThat(p.capture()).isEqualTo(URI.create("http://127.0.0.1:8081"));
          assertThat(p.closePatience()).isEqualTo(Duration.ofSeconds(5));
        });
  }

  @Test
  void everySettingReachesTheClient() {
    var set = new TreeMap<String, String>();
    set.put("linger", "3ms");
    set.put("buffer.events", "32");
    set.put("buffer.size-max", "2MB");
    set.put("request.events", "7");
    set.put("request.size-max", "100KB");
    set.put("request.timeout", "4s");
    set.put("backoff.first", "20ms");
    set.put("backoff.max", "2s");
    set.put("spool.size-max", "8MB");
    set.put("spool.segment-size", "1MB");
    set.put("authorize.address", "http://127.0.0.1:9");
    set.put("authorize.token-keys.k1", Base64.getEncoder().encodeToString(new byte[32]));
    set.put("health.overflow", "down");
    configured()
        .withPropertyValues(prefixed(set))
        .run(context -> {
          assertThat(context).hasNotFailed();
          ClientProperties p = context.getBean(ClientProperties.class);
          assertThat(p.bounds())
              .isEqualTo(
                  new DeliveryBounds(
                      32,
                      2 << 20,
                      7,
                      100 << 10,
                      Duration.ofMillis(3),
                      Duration.ofSeconds(4),
                      Duration.ofMillis(20),
                      Duration.ofSeconds(2)));
          assertThat(p.spool().bounds()).isEqualTo(new SpoolBounds(8 << 20, 1 << 20));
          assertThat(p.authorize().keys()).containsOnlyKeys("k1");
          assertThat(p.toString()).doesNotContain(set.get("authorize.token-keys.k1"));
          assertThat(p.health().overflow()).isEqualTo(ClientProperties.Overflow.DOWN);
          Authorization answer =
              context.getBean(Tradewitness.class).authorize(order(), Duration.ofSeconds(10));
          assertThat(answer)
              .isInstanceOfSatisfying(
                  Authorization.Unavailable.class,
                  it -> assertThat(it.reason()).contains("ConnectException"));
        });
  }

  private static String[] prefixed(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> "tradewitness.client." + setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  private static Order order() {
    return Order.limit("a", "1", "AAPL", Order.Side.BUY, new BigDecimal("1"), new BigDecimal("2"));
  }

  @Test
  void aWrongOrMissingOrUnknownSettingStopsTheStartAndIsNamed() {
    fails(bare(), "spool.folder");
    fails(bare().withPropertyValues("tradewitness.client.spool.folder=" + folder), "policy-id");
    fails(configured(), "policy id", "policy-id=..");
    fails(configured(), "tier", "tier=not a word");
    fails(configured(), "bufferEvents is a power of two, got 1000", "buffer.events=1000");
    fails(configured(), "request.size-max", "request.size-max=3GB");
    fails(configured(), "a segment has", "spool.segment-size=1GB");
    fails(configured(), "cannot hold a request", "spool.size-max=1MB");
    fails(configured(), "not an http or https address: ftp:", "capture=ftp://127.0.0.1");
    fails(configured(), "closePatience is 0 to", "close-patience=1h");
    fails(configured(), "token-keys.k1 is not base64", "authorize.token-keys.k1=!");
    fails(configured(), "at least 32 bytes, got 3", "authorize.token-keys.k1=AAAA");
    fails(configured(), "tradewitness.client.spol", "spol=1");
  }

  @Test
  void aMissingPolicyAlsoStopsTheStartOfAnApplicationWithLazyBeans() {
    fails(
        bare()
            .withInitializer(context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
            .withPropertyValues("tradewitness.client.spool.folder=" + folder),
        "policy-id");
  }

  private static void fails(ApplicationContextRunner runner, String message, String... settings) {
    String[] prefixed =
        java.util.Arrays.stream(settings)
            .map(setting -> "tradewitness.client." + setting)
            .toArray(String[]::new);
    runner
        .withPropertyValues(prefixed)
        .run(context -> {
          assertThat(context).as(message).hasFailed();
          assertThat(context.getStartupFailure()).hasStackTraceContaining(message);
        });
  }

  @Test
  void theEndOfTheContextClosesTheClientAndTheEventIsOnTheDisk() {
    var closed = new Tradewitness[1];
    configured()
        .run(context -> {
          Tradewitness client = context.getBean(Tradewitness.class);
          EventWriter writer = context.getBean(EventWriter.class);
          assertThat(client.log(writer.write("ORD", JsonObject.empty()))).isTrue();
          closed[0] = client;
        });
    assertThat(closed[0].counters().spooled()).isEqualTo(1);
    assertThat(closed[0].counters().dropped()).isZero();
  }

  @Test
  void anApplicationsOwnClientNeedsNoSettingsAndIsTakenInItsPlace() throws IOException {
    try (Tradewitness own =
        Tradewitness.builder(
                URI.create("http://127.0.0.1:9"), Files.createDirectory(folder.resolve("own")))
            .closePatience(Duration.ZERO)
            .open()) {
      bare()
          .withBean(Tradewitness.class, () -> own)
          .withPropertyValues("tradewitness.client.policy-id=a")
          .run(context -> assertThat(context.getBean(Tradewitness.class)).isSameAs(own));
    }
  }

  @Test
  void anApplicationsListenerAndCustomizersAreUsed() {
    ClientListener own = new ClientListener() {};
    var customized = new boolean[1];
    configured()
        .withBean(ClientListener.class, () -> own)
        .withBean(TradewitnessBuilderCustomizer.class, () -> _ -> customized[0] = true)
        .run(context -> {
          assertThat(context.getBean(ClientListener.class)).isSameAs(own);
          assertThat(customized[0]).isTrue();
        });
  }

  @Test
  void withoutAWitnessThereIsNothing() {
    bare()
        .withPropertyValues("tradewitness.client.enabled=false")
        .run(context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Tradewitness.class)
                .doesNotHaveBean("loggedPostProcessor")
                .doesNotHaveBean("tradewitnessHealthIndicator")
                .doesNotHaveBean("tradewitnessMeters"));
  }

  @Test
  void anApplicationWithoutActuatorStarts() {
    configured()
        .withClassLoader(
            new FilteredClassLoader("org.springframework.boot.health", "io.micrometer"))
        .run(context ->
            assertThat(context)
                .hasNotFailed()
                .hasSingleBean(Tradewitness.class)
                .doesNotHaveBean("tradewitnessHealthIndicator")
                .doesNotHaveBean("tradewitnessMeters"));
  }
}
