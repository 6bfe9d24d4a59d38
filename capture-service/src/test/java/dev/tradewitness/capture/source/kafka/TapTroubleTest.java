package dev.tradewitness.capture.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.SourceTroubles.Trouble;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerRetryAuthSuccessfulEvent;

class TapTroubleTest {

  private static final Node NODE = new Node(1, "127.0.0.1", 9092);

  @Test
  void aTopicCanBeReadWhenEachPartitionHasALeaderAndTheUserMay() {
    assertThat(TapTrouble.of(topic(Set.of(AclOperation.READ), NODE, NODE))).isNull();
    assertThat(TapTrouble.of(topic(null, NODE))).as("a broker that does not say").isNull();
    assertThat(TapTrouble.of(topic(Set.of(AclOperation.DESCRIBE), NODE)))
        .isEqualTo(TapTrouble.NOT_PERMITTED);
    assertThat(TapTrouble.of(topic(Set.of(AclOperation.READ), NODE, null)))
        .isEqualTo(TapTrouble.NO_LEADER);
    assertThat(TapTrouble.of(topic(Set.of(AclOperation.READ), Node.noNode())))
        .isEqualTo(TapTrouble.NO_LEADER);
  }

  @Test
  void aRefusalIsATroubleOfTheTopicAndAKafkaThatIsAwayIsNot() {
    assertThat(TapTrouble.of(new UnknownTopicOrPartitionException()))
        .isEqualTo(TapTrouble.NO_TOPIC);
    assertThat(TapTrouble.of(new TopicAuthorizationException("orders")))
        .isEqualTo(TapTrouble.NOT_PERMITTED);
    assertThat(TapTrouble.of(new TimeoutException())).isNull();
    assertThat(TapTrouble.of((Throwable) null)).isNull();
  }

  @Test
  void aBrokerMakesTopicsWhenItsSettingSaysSo() {
    assertThat(TapTrouble.makesTopics(broker("true"))).isTrue();
    assertThat(TapTrouble.makesTopics(broker("false"))).isFalse();
    assertThat(TapTrouble.makesTopics(new Config(List.of()))).as("it does not say").isFalse();
    assertThat(TapTrouble.makesTopics(null)).as("it does not answer for itself").isFalse();
  }

  private static Config broker(String makesTopics) {
    return new Config(List.of(new ConfigEntry("auto.create.topics.enable", makesTopics)));
  }

  @Test
  void aConsumerThatKafkaRefusesIsATroubleUntilItIsLetIn() {
    var troubles = new SourceTroubles(InstantSource.system());
    var told = new ArrayList<Object>();
    var access = new TapAccess(troubles, told::add);
    access.opened();
    var refused =
        new ConsumerRetryAuthEvent(this, this, ConsumerRetryAuthEvent.Reason.AUTHORIZATION);
    access.publishEvent((Object) refused);
    assertThat(troubles.now()).extracting(Trouble::source).containsExactly("kafka");
    assertThat(troubles.now()).extracting(Trouble::reason).containsExactly("NOT_PERMITTED");
    access.publishEvent(
        (Object)
            new ConsumerRetryAuthEvent(this, this, ConsumerRetryAuthEvent.Reason.AUTHENTICATION));
    assertThat(troubles.now()).extracting(Trouble::reason).containsExactly("LOGIN_REFUSED");
    access.publishEvent((Object) new ConsumerRetryAuthSuccessfulEvent(this, this));
    assertThat(troubles.now()).isEmpty();
    assertThat(told).as("others hear it, too").hasSize(3).startsWith(refused);

    access.publishEvent((Object) refused);
    access.closed();
    access.publishEvent((Object) refused);
    assertThat(troubles.now()).as("its consumer is ended").isEmpty();
    troubles.began("kafka", "ANOTHER_OWNERS");
    access.closed();
    assertThat(troubles.now()).as("it was closed already").hasSize(1);
  }

  @Test
  void theTapAsksWithTheLoginOfItsConsumerAndNotWithThatOfAdmin() {
    var kafka = new KafkaProperties();
    kafka.getConsumer().getProperties().put("sasl.jaas.config", "consumer's");
    kafka.getConsumer().setGroupId("tap");
    kafka.getAdmin().getProperties().put("sasl.jaas.config", "admin's");
    assertThat(KafkaSourceConfiguration.consumersLogin(kafka))
        .containsEntry("sasl.jaas.config", "consumer's")
        .containsKey("bootstrap.servers")
        .doesNotContainKeys("group.id", "key.deserializer");
  }

  private static TopicDescription topic(Set<AclOperation> operations, Node... leaders) {
    var partitions = new ArrayList<TopicPartitionInfo>();
    for (Node leader : leaders) {
      partitions.add(new TopicPartitionInfo(partitions.size(), leader, List.of(), List.of()));
    }
    return new TopicDescription("orders", false, partitions, operations);
  }
}
