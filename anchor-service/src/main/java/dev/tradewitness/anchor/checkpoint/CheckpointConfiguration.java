package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.log.OriginProperties;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.anchor.schedule.Tick;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.kit.signing.Secrets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class CheckpointConfiguration {

  @Bean
  KeyRing keyRing(
      SigningProperties signing,
      OriginProperties origin,
      JdbcClient jdbc,
      TransactionTemplate transactions,
      InstantSource clock) {
    byte[] seed =
        Secrets.read("tradewitness.anchor.signing.seed", signing.seed(), signing.seedFile(), 32);
    return KeyRing.open(
        new Ed25519Signer(seed),
        signing.currentKeyId(),
        new KeyRegistry(jdbc),
        origin.origin(),
        transactions,
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  @Bean
  SigningStops signingStops(JdbcClient jdbc) {
    return new SigningStops(jdbc);
  }

  @Bean
  SigningHold signingHold(JdbcClient jdbc, MeterRegistry meters) {
    return new SigningHold(
        () -> jdbc.sql("SELECT " + SigningHold.DATABASE).query(String.class).single(), meters);
  }

  @Bean
  SignedMemory signedMemory() {
    return new SignedMemory();
  }

  @Bean
  Checkpoints checkpoints(
      StreamLog logs,
      TreeReader trees,
      JdbcClient jdbc,
      KeyRing keys,
      SigningStops stops,
      SigningHold hold,
      SignedMemory memory,
      TransactionTemplate transactions,
      InstantSource clock,
      MeterRegistry meters,
      CheckpointProperties settings) {
    var store = new CheckpointStore(jdbc);
    return new Checkpoints(
        logs,
        store,
        new SignedHistory(store, memory, hold, trees, clock),
        keys,
        stops,
        hold,
        memory,
        transactions,
        clock,
        meters,
        settings.checkGrowth());
  }

  @Bean
  SchedulingConfigurer checkpointTick(
      Checkpoints checkpoints, CheckpointProperties settings, MeterRegistry meters) {
    var tick = new Tick("checkpoint", checkpoints::signGrown, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.interval());
  }
}
