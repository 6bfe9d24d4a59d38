package dev.tradewitness.vpin.state;

import dev.tradewitness.kit.kafka.LetterTable;
import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.reading.VpinParameters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StateProperties.class)
class StateConfiguration {

  @Bean
  ParameterSets parameterSets(JdbcClient jdbc, Feed feed, VpinParameters configured) {
    return new ParameterSets(jdbc, feed, configured);
  }

  @Bean
  Feed feed(JdbcClient jdbc, Environment environment) {
    String topic = environment.getRequiredProperty("tradewitness.vpin.feed.input-topic");
    // The update changes nothing; it makes the statement return the row that is there.
    int id =
        jdbc.sql(
                """
                INSERT INTO feed (topic) VALUES (?)
                ON CONFLICT (topic) DO UPDATE SET topic = EXCLUDED.topic RETURNING feed_id
                """)
            .param(topic)
            .query(Integer.class)
            .single();
    return new Feed(id, topic);
  }

  @Bean
  StateStore stateStore(
      JdbcTemplate template, TransactionTemplate transaction, ParameterSets parameters, Feed feed) {
    return new StateStore(template, transaction, parameters, feed);
  }

  @Bean
  LetterTable letterTable(JdbcClient jdbc) {
    return new LetterTable(jdbc);
  }

  @Bean
  MetricArchive metricArchive(JdbcClient jdbc, Feed feed) {
    return new MetricArchive(jdbc, feed);
  }

  @Bean
  MetricRetention metricRetention(
      JdbcClient jdbc,
      Feed feed,
      StateProperties properties,
      MeterRegistry meters,
      InstantSource clock) {
    return new MetricRetention(
        new OldMetrics(jdbc, feed),
        properties,
        meters.counter("vpin.metrics.deleted"),
        SteadyTime.of(clock));
  }

  @Bean
  SchedulingConfigurer retentionSchedule(MetricRetention retention, StateProperties properties) {
    Duration interval = properties.retentionInterval();
    return tasks ->
        tasks.addFixedDelayTask(new FixedDelayTask(retention::deleteOld, interval, interval));
  }
}
