package dev.tradewitness.vpin.feed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/// Kafka's cooperative sticky assignor, told only of owned partitions that exist.
///
/// A topic made anew may have fewer partitions than its members still own. The assignor of
/// kafka-clients 4.2.1 counts the vanished ones as held, finds no consumer for those that are left,
/// and throws; every later attempt of the group ends in the same way.
public final class ExistingPartitionsAssignor extends CooperativeStickyAssignor {

  @Override
  public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
    Map<String, Subscription> members = new HashMap<>();
    group
        .groupSubscription()
        .forEach((member, subscription) -> members.put(member, existing(metadata, subscription)));
    return super.assign(metadata, new GroupSubscription(members));
  }

  private static Subscription existing(Cluster metadata, Subscription told) {
    List<TopicPartition> owned =
        told.ownedPartitions().stream()
            .filter(partition -> metadata.partition(partition) != null)
            .toList();
    var subscription =
        new Subscription(
            told.topics(),
            told.userData(),
            owned,
            told.generationId().orElse(DEFAULT_GENERATION),
            told.rackId());
    subscription.setGroupInstanceId(told.groupInstanceId());
    return subscription;
  }
}
