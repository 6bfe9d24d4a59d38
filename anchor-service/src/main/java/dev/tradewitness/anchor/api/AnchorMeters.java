package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.anchoring.JobState;
import dev.tradewitness.anchor.batch.AnchorMessages;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.schedule.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/// Gauges of what is stored, read from the database now and then and not at every scrape.
@Configuration(proxyBeanMethods = false)
class AnchorMeters {

  private static final java.time.Duration REFRESH = java.time.Duration.ofSeconds(5);

  @Bean
  SchedulingConfigurer gauges(
      StreamLog logs,
      BatchStore batches,
      AnchorJobs jobs,
      AnchorMessages messages,
      MeterRegistry meters) {
    Map<JobState, AtomicLong> byJobState = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      byJobState.put(
          state, gauge(meters, "tradewitness.anchor.jobs", state.name().toLowerCase(Locale.ROOT)));
    }
    Map<LogState, AtomicLong> byLogState = new EnumMap<>(LogState.class);
    for (LogState state : LogState.values()) {
      byLogState.put(
          state, gauge(meters, "tradewitness.anchor.logs", state.name().toLowerCase(Locale.ROOT)));
    }
    AtomicLong waiting = meters.gauge("tradewitness.anchor.messages.waiting", new AtomicLong());
    Runnable refresh =
        () -> {
          Map<JobState, Long> counts = jobs.openCounts();
          counts.put(JobState.CONFIRMED, batches.confirmedJobs());
          byJobState.forEach((state, gauge) -> gauge.set(counts.getOrDefault(state, 0L)));
          Map<LogState, Long> states = logs.countsByState();
          byLogState.forEach((state, gauge) -> gauge.set(states.getOrDefault(state, 0L)));
          if (waiting != null) {
            waiting.set(messages.waiting());
          }
        };
    return tasks -> tasks.addFixedDelayTask(new Tick("gauges", refresh, meters), REFRESH);
  }

  private static AtomicLong gauge(MeterRegistry meters, String name, String state) {
    var value = new AtomicLong();
    meters.gauge(name, Tags.of("state", state), value);
    return value;
  }
}
