package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/// Asks Kafka now and then whether the tapped topics can be read, with the login of the consumer.
/// The consumer would not say: it waits for a topic that is not there. Nor would it say that a
/// topic for dead letters is missing before the first message that needs it, and that one would
/// then come again for ever.
final class TapWatch implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin admin;
  private final SortedSet<String> topics;
  private final SourceTroubles troubles;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tap-watch").factory());

  /// Topics, also for dead letters, that the last look did not find; the timer's thread only.
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
                  withDeadLetters(topics),
                  new DescribeTopicsOptions()
                      .includeAuthorizedOperations(true)
                      .timeoutMs(Math.toIntExact(PATIENCE.toMillis())))
              .topicNameValues();
      for (String topic : topics) {
        look(topic, answers, notFound);
      }
      missing = notFound;
    } catch (TimeoutException | KafkaException e) {
      // Kafka is away, which is a trouble of its own: what was known stays.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<String> withDeadLetters(Set<String> topics) {
    var all = new HashSet<>(topics);
    topics.forEach(topic -> all.add(Topics.deadLetters(topic)));
    return all;
  }

  private void look(
      String topic, Map<String, KafkaFuture<TopicDescription>> answers, Set<String> notFound)
      throws InterruptedException, TimeoutException {
    TapTrouble trouble;
    try {
      TopicDescription found = await(answers.get(topic));
      trouble = TapTrouble.of(found);
      if (trouble == null) {
        trouble = ofDeadLetters(found, answers.get(Topics.deadLetters(topic)));
      }
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
    String absent =
        switch (trouble) {
          case NO_TOPIC -> topic;
          case NO_DEAD_LETTER_TOPIC -> Topics.deadLetters(topic);
          case NO_LEADER, NOT_PERMITTED, LOGIN_REFUSED -> null;
        };
    if (absent != null) {
      notFound.add(absent);
      // A topic that is just being made is not known to every broker at once.
      if (!missing.contains(absent)) {
        return;
      }
    }
    troubles.began(source, trouble.name());
  }

  /// Null also when the consumer's user may not ask: the producer's user sends the letters.
  private @Nullable TapTrouble ofDeadLetters(
      TopicDescription topic, @Nullable KafkaFuture<TopicDescription> letters)
      throws InterruptedException, TimeoutException, ExecutionException {
    try {
      await(letters);
      return null;
    } catch (ExecutionException e) {
      return switch (TapTrouble.of(e.getCause())) {
        case null -> throw e; // as when Kafka is away
        case NO_TOPIC -> isMadeBySending(topic) ? null : TapTrouble.NO_DEAD_LETTER_TOPIC;
        case NO_DEAD_LETTER_TOPIC, NO_LEADER, NOT_PERMITTED, LOGIN_REFUSED -> null;
      };
    }
  }

  /// Asks a broker of the topic. One that does not let the user ask counts as one that makes none.
  private boolean isMadeBySending(TopicDescription topic)
      throws InterruptedException, TimeoutException, ExecutionException {
    var broker =
        new ConfigResource(
            ConfigResource.Type.BROKER, topic.partitions().getFirst().leader().idString());
    try {
      return TapTrouble.makesTopics(
          await(
              admin
                  .describeConfigs(
                      Set.of(broker),
                      new DescribeConfigsOptions().timeoutMs(Math.toIntExact(PATIENCE.toMillis())))
                  .values()
                  .get(broker)));
    } catch (ExecutionException e) {
      if (TapTrouble.of(e.getCause()) == TapTrouble.NOT_PERMITTED) {
        return false;
      }
      throw e;
    }
  }

  private static <T> T await(@Nullable KafkaFuture<T> answer)
      throws InterruptedException, TimeoutException, ExecutionException {
    return Objects.requireNonNull(answer).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.close(); // waits for a look under way, which would tell of a topic that is not tapped
    admin.close(Duration.ofSeconds(1));
    topics.forEach(topic -> troubles.ended(TapLanes.source(topic)));
  }
}
