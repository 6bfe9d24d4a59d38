package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/// Asks Kafka now and then whether the tapped topics can be read, with the login of the consumer.
/// The consumer would not say: it waits for a topic that is not there.
final class TapWatch implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin admin;
  private final SortedSet<String> topics;
  private final SourceTroubles troubles;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tap-watch").factory());

  /// Topics that the last look did not find; the timer's thread only.
  private Set<String> missing = Set.of();

  TapWatch(Admin admin, SortedSet<String> topics, SourceTroubles troubles, Duration interval) {
    this.admin = admin;
    this.topics = topics;
    this.troubles = troubles;
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(this::look), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    var notFound = new HashSet<String>();
    try {
      Map<String, KafkaFuture<TopicDescription>> answers =
          admin
              .describeTopics(
                  topics,
                  new DescribeTopicsOptions()
                      .includeAuthorizedOperations(true)
                      .timeoutMs(Math.toIntExact(PATIENCE.toMillis())))
              .topicNameValues();
      for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
        look(answer.getKey(), answer.getValue(), notFound);
      }
      missing = notFound;
    } catch (TimeoutException | KafkaException e) {
      // Kafka is away, which is a trouble of its own: what was known stays.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(String topic, KafkaFuture<TopicDescription> answer, Set<String> notFound)
      throws InterruptedException, TimeoutException {
    TapTrouble trouble;
    try {
      trouble = TapTrouble.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      trouble = TapTrouble.of(e.getCause());
      if (trouble == null) {
        return; // as when Kafka is away
      }
    }
    String source = TapLanes.source(topic);
    if (trouble == null) {
      troubles.ended(source);
      return;
    }
    if (trouble == TapTrouble.NO_TOPIC) {
      notFound.add(topic);
      // A topic that is just being made is not known to every broker at once.
      if (!missing.contains(topic)) {
        return;
      }
    }
    troubles.began(source, trouble.name());
  }

  @Override
  public void close() {
    timer.close(); // waits for a look under way, which would tell of a topic that is not tapped
    admin.close(Duration.ofSeconds(1));
    topics.forEach(topic -> troubles.ended(TapLanes.source(topic)));
  }
}
