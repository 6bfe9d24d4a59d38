package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.anchoring.Anchoring;
import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SignedMemory;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.anchor.schedule.Tick;
import dev.tradewitness.kit.time.SteadyTime;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

  /// At start, and again for what an instance closed that knew other targets.
  private static final Duration ADOPTION_INTERVAL = Duration.ofMinutes(1);

  @Bean
  AnchorMessages anchorMessages(JdbcClient jdbc, TransactionTemplate transactions) {
    return new AnchorMessages(jdbc, transactions);
  }

  @Bean
  BatchStore batchStore(
      BatchRepository repository,
      EntityManager entities,
      AnchorJobs jobs,
      AnchorMessages messages,
      JdbcClient jdbc) {
    return new BatchStore(repository, entities, jobs, messages, new BatchTotals(jdbc));
  }

  @Bean
  BatchCloser batchCloser(
      StreamLog logs,
      TreeReader trees,
      Checkpoints checkpoints,
      KeyRing keys,
      BatchStore batches,
      SignedMemory memory,
      SigningHold hold,
      Anchoring anchoring,
      BatchProperties settings,
      TransactionTemplate transactions,
      InstantSource clock) {
    return new BatchCloser(
        logs,
        trees,
        checkpoints,
        keys,
        batches,
        new BatchChain(batches, memory, hold),
        anchoring,
        settings,
        transactions,
        clock);
  }

  @Bean
  PublishedBatches publishedBatches(
      StreamLog logs,
      TreeReader trees,
      BatchStore batches,
      KeyRing keys,
      SigningStops stops,
      SigningHold hold,
      TransactionTemplate transactions,
      InstantSource clock,
      MeterRegistry meters) {
    return new PublishedBatches(
        logs, trees, batches, keys, stops, hold, transactions, clock, meters);
  }

  @Bean
  SchedulingConfigurer captureComparisonTick(
      CaptureClient repairCapture,
      PublishedBatches published,
      SigningHold hold,
      BatchProperties settings,
      InstantSource clock,
      MeterRegistry meters) {
    var comparison =
        new CaptureComparison(
            repairCapture, published, hold, SteadyTime.of(clock), settings.captureWait());
    var tick = new Tick("compare-captured", comparison::compare, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }

  @Bean
  SchedulingConfigurer ownComparisonTick(
      StreamLog logs,
      Checkpoints checkpoints,
      BatchStore batches,
      SignedMemory memory,
      SigningHold hold,
      SigningStops stops,
      JdbcClient jdbc,
      TransactionTemplate transactions,
      BatchProperties settings,
      InstantSource clock,
      MeterRegistry meters) {
    var forgotten = new ForgottenSignatures(logs, checkpoints, batches, stops, clock, meters);
    var comparison =
        new OwnComparison(new NewestSigned(jdbc), forgotten, memory, hold, transactions);
    var tick = new Tick("compare-own", comparison::compare, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }

  @Bean
  SchedulingConfigurer batchTick(
      BatchCloser closer, BatchProperties settings, MeterRegistry meters) {
    var tick = new Tick("batch", closer::closeDue, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }

  @Bean
  SchedulingConfigurer adoptionTick(
      BatchStore batches,
      Anchoring anchoring,
      TransactionTemplate transactions,
      MeterRegistry meters) {
    var adoption = new TargetAdoption(batches, anchoring, transactions);
    var tick = new Tick("target-adoption", adoption::adopt, meters);
    return tasks -> tasks.addFixedDelayTask(tick, ADOPTION_INTERVAL);
  }
}
