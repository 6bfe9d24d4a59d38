package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.KafkaTopics;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.stack.StackTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// One Kafka broker. All topics of the system exist from the start, as in production; clients
/// cannot create others by accident.
public abstract sealed class KafkaServer implements TestServer
    permits EmbeddedKafka, ContainerKafka {

  private static final Duration DELETION_PATIENCE = Duration.ofMinutes(1);

  public abstract String bootstrapServers();

  /// Leaves every topic of the system empty and no other topic; forgets committed offsets and group
  /// members. No client of an earlier test may still be running.
  public final void resetTopics() {
    try (var admin = KafkaPart.admin(bootstrapServers())) {
      var wanted = StackTopics.all();
      var wantedNames = wanted.stream().map(KafkaTopics.Topic::name).collect(Collectors.toSet());
      var doomed = new HashSet<>(admin.listTopics().names().get());
      doomed.removeIf(name -> wantedNames.contains(name));
      doomed.addAll(written(admin, wantedNames));
      delete(admin, doomed);
      deleteGroups(admin);
      KafkaTopics.ensure(admin, wanted);
    } catch (ExecutionException | PartFailedException e) {
      throw new IllegalStateException("topics cannot be reset", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Makes a topic that the system does not have, until the next reset.
  public final void createTopic(String name, int partitions) {
    try (var admin = KafkaPart.admin(bootstrapServers())) {
      KafkaTopics.ensure(
          admin,
          List.of(
              new KafkaTopics.Topic(
                  name, partitions, Duration.ofDays(1), KafkaTopics.RecordTime.PRODUCER)));
    } catch (PartFailedException e) {
      throw new IllegalStateException("topic cannot be created: " + name, e);
    }
  }

  /// Deletes a topic with its records and makes it again, empty: what an operator who wipes a topic
  /// does.
  public final void wipeTopic(String name) {
    try (var admin = KafkaPart.admin(bootstrapServers())) {
      delete(admin, Set.of(name));
      KafkaTopics.ensure(
          admin, StackTopics.all().stream().filter(topic -> topic.name().equals(name)).toList());
    } catch (ExecutionException | PartFailedException e) {
      throw new IllegalStateException("topic cannot be wiped: " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Those that hold, or have held, a record.
  private static Set<String> written(Admin admin, Set<String> names)
      throws ExecutionException, InterruptedException {
    var present = new HashSet<>(admin.listTopics().names().get());
    present.retainAll(names);
    var query = new HashMap<TopicPartition, OffsetSpec>();
    admin
        .describeTopics(present)
        .allTopicNames()
        .get()
        .forEach((name, topic) ->
            topic
                .partitions()
                .forEach(partition ->
                    query.put(
                        new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
    return admin.listOffsets(query).all().get().entrySet().stream()
        .filter(entry -> entry.getValue().offset() > 0)
        .map(entry -> entry.getKey().topic())
        .collect(Collectors.toSet());
  }

  private static void delete(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException {
    for (var deleted : admin.deleteTopics(names).topicNameValues().values()) {
      try {
        deleted.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    awaitGone(admin, names);
  }

  /// The controller deletes at once; the broker goes on to show the topics until it hears of it.
  private static void awaitGone(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + DELETION_PATIENCE.toNanos();
    while (!Collections.disjoint(admin.listTopics().names().get(), names)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("topics are still there: " + names);
      }
      Thread.sleep(20);
    }
  }

  private static void deleteGroups(Admin admin) throws ExecutionException, InterruptedException {
    var groups = new ArrayList<String>();
    admin.listGroups().all().get().stream().map(GroupListing::groupId).forEach(groups::add);
    for (var deleted : admin.deleteConsumerGroups(groups).deletedGroups().entrySet()) {
      try {
        deleted.getValue().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof GroupNotEmptyException) {
          expelAndDelete(admin, deleted.getKey());
        } else if (!(e.getCause() instanceof GroupIdNotFoundException)) {
          throw e;
        }
      }
    }
  }

  /// A consumer that was killed stays a member until its session ends, and whoever joins next gets
  /// no partition until then.
  private static void expelAndDelete(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    try {
      admin
          .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
    } catch (ExecutionException e) {
      // The last session ended in between, and the client does not expel nobody.
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw e;
      }
    }
    admin.deleteConsumerGroups(List.of(group)).all().get();
  }
}
