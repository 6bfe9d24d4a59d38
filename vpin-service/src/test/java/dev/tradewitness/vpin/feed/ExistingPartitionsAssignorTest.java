package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ExistingPartitionsAssignorTest {

  private static final String TOPIC = "trades";

  private final ConsumerPartitionAssignor assignor = new ExistingPartitionsAssignor();

  @Test
  void membersThatOwnPartitionsWhichAreNoMoreShareTheOnesThatAreLeft() {
    Map<String, List<TopicPartition>> assigned =
        assigned(assignor, 2, Map.of("one", owning(0, 1, 2), "two", owning(3, 4)));
    assertThat(assigned.get("one")).hasSize(1);
    assertThat(all(assigned)).isSubsetOf(partitions(0, 1));
    // What is taken from its owner is free only in the next round.
    assigned =
        assigned(assignor, 2, Map.of("one", subscription(assigned.get("one")), "two", owning()));
    assertThat(assigned.values()).allMatch(own -> own.size() == 1);
    assertThat(all(assigned)).containsExactlyInAnyOrderElementsOf(partitions(0, 1));
  }

  @Test
  void nobodyIsGivenAPartitionThatIsNoMore() {
    assertThat(all(assigned(assignor, 2, Map.of("one", owning(), "two", owning(3, 4)))))
        .containsExactlyInAnyOrderElementsOf(partitions(0, 1));
  }

  @Test
  void whereEveryOwnedPartitionExistsItAssignsAsKafkasDoes() {
    Map<String, Subscription> members =
        Map.of("one", owning(0, 1, 2), "two", owning(3, 4), "three", owning());
    assertThat(assigned(assignor, 5, members))
        .isEqualTo(assigned(new CooperativeStickyAssignor(), 5, members));
  }

  @Test
  void itTakesPartInGroupsOfKafkasAssignor() {
    var kafkas = new CooperativeStickyAssignor();
    assertThat(assignor.name()).isEqualTo(kafkas.name());
    assertThat(assignor.supportedProtocols()).isEqualTo(kafkas.supportedProtocols());
  }

  private static Map<String, List<TopicPartition>> assigned(
      ConsumerPartitionAssignor by, int partitions, Map<String, Subscription> members) {
    var node = new Node(1, "localhost", 9092);
    var nodes = new Node[] {node};
    List<PartitionInfo> infos =
        IntStream.range(0, partitions)
            .mapToObj(number -> new PartitionInfo(TOPIC, number, node, nodes, nodes))
            .toList();
    var cluster = new Cluster("test", List.of(node), infos, Set.of(), Set.of());
    var assigned = new TreeMap<String, List<TopicPartition>>();
    by.assign(cluster, new GroupSubscription(members))
        .groupAssignment()
        .forEach((member, assignment) -> assigned.put(member, assignment.partitions()));
    return assigned;
  }

  private static Subscription owning(int... numbers) {
    return subscription(partitions(numbers));
  }

  private static Subscription subscription(List<TopicPartition> owned) {
    return new Subscription(List.of(TOPIC), null, owned, 3, Optional.empty());
  }

  private static List<TopicPartition> partitions(int... numbers) {
    return IntStream.of(numbers).mapToObj(number -> new TopicPartition(TOPIC, number)).toList();
  }

  private static List<TopicPartition> all(Map<String, List<TopicPartition>> assigned) {
    var all = new ArrayList<TopicPartition>();
    assigned.values().forEach(all::addAll);
    return all;
  }
}
