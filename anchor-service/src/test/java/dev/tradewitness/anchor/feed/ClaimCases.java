package dev.tradewitness.anchor.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.feed.ReadTopic.Member;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.event.PolicyId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

abstract class ClaimCases extends AnchorServiceCase {

  @Autowired private StreamLog logs;
  @Autowired private TransactionTemplate transactions;

  @BeforeEach
  void nothingIsClaimedAndCaptureSaysNothingOfTheStreams() {
    CAPTURE.setAway(true);
    jdbc.sql("DELETE FROM feed_partition WHERE topic = 'test.claims'").update();
  }

  private void hasLog(String policyId) {
    transactions.executeWithoutResult(_ -> logs.lockOrCreate(new PolicyId(policyId)));
  }

  private ReadTopic process() {
    return new ReadTopic("test.claims", kafka, jdbc, logs, transactions);
  }

  /// Messages of a stream, each at the offset that is its sequence.
  private static List<ConsumerRecord<byte[], byte[]>> messages(String policyId, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> {
          var sent = TestEvent.of(policyId, i, "event " + i).message();
          var message = new ConsumerRecord<>("test.claims", 0, (long) i, sent.key(), sent.value());
          sent.headers().forEach(message.headers()::add);
          return message;
        })
        .toList();
  }

  private long epoch() {
    return jdbc.sql(
            "SELECT coalesce(max(epoch), 0) FROM feed_partition WHERE topic = 'test.claims'")
        .query(Long.class)
        .single();
  }

  @Test
  void messagesOfAPartitionThatKafkaHasNotAssignedClaimNothingAndAreNotStored() {
    hasLog("test:lost-in-retry");
    ReadTopic process = process();
    Member member = process.assigned();
    process.feed.onMessage(messages("test:lost-in-retry", 0, 3), member);
    // The error handler calls again with what it has in memory, while Kafka took the partition
    // away.
    process.feed.onPartitionsLost(member, List.of(process.partition));
    member.assign(List.of());
    ReadTopic rightful = process();
    rightful.assigned();
    long epoch = epoch();

    process.feed.onMessage(messages("test:lost-in-retry", 0, 6), member);

    assertThat(epoch()).isEqualTo(epoch);
    assertThat(size("test:lost-in-retry")).isEqualTo(3);
  }

  @Test
  void aPartitionThatWasTakenOverIsClaimedAgainOnceKafkaConfirmsThatItIsAssigned() {
    hasLog("test:taken-over");
    ReadTopic process = process();
    Member member = process.assigned();
    process.feed.onMessage(messages("test:taken-over", 0, 3), member);
    process().assigned();
    process.feed.onMessage(messages("test:taken-over", 3, 6), member);
    assertThat(size("test:taken-over")).isEqualTo(3);
    assertThat(process.troubles.troubles())
        .singleElement()
        .satisfies(trouble -> {
          assertThat(trouble.part()).isEqualTo("partition 0");
          assertThat(trouble.state()).isEqualTo("FENCED");
        });
    long epoch = epoch();

    process.feed.idle(member);
    assertThat(epoch()).as("not at once: the other may be right").isEqualTo(epoch);

    process.later(ReadTopic.RECLAIM_AFTER);
    member.expelled = true;
    process.feed.idle(member);
    assertThat(epoch()).as("not a member of the group any more").isEqualTo(epoch);

    process.later(ReadTopic.RECLAIM_AFTER);
    member.expelled = false;
    process.feed.idle(member);
    assertThat(epoch()).isEqualTo(epoch + 1);
    assertThat(member.position(process.partition)).isEqualTo(3);
    assertThat(process.troubles.troubles()).isEmpty();
    process.feed.onMessage(messages("test:taken-over", 3, 6), member);
    assertThat(size("test:taken-over")).isEqualTo(6);
  }

  @Test
  void whatWasFetchedBeforeAClaimIsReadAgainFromWhereReadingGoesOn() {
    hasLog("test:late-claim");
    ReadTopic process = process();
    var member = new Member(List.of(process.partition));
    // As after an assignment while PostgreSQL was away.
    process.feed.onMessage(messages("test:late-claim", 2, 4), member);
    assertThat(size("test:late-claim")).isZero();
    assertThat(process.ownership.held()).containsExactly(0);
    assertThat(member.position(process.partition)).isZero();
    process.feed.onMessage(messages("test:late-claim", 0, 4), member);
    assertThat(size("test:late-claim")).isEqualTo(4);
  }

  @Test
  void aPollThatIsTriedAgainStoresNothingOfAPartitionThatWasAssignedAnewMeanwhile() {
    hasLog("test:assigned-anew");
    ReadTopic process = process();
    Member member = process.assigned();
    var poll = messages("test:assigned-anew", 0, 3);
    process.database.away = true;
    assertThatThrownBy(() -> process.feed.onMessage(poll, member))
        .isInstanceOf(TransactionException.class);
    // While the container waits, another process has the partition, reads it, and leaves.
    process.feed.onPartitionsLost(member, List.of(process.partition));
    ReadTopic other = process();
    other.feed.onMessage(messages("test:assigned-anew", 0, 6), other.assigned());
    process.feed.onPartitionsAssigned(member, List.of(process.partition));
    assertThat(nextOffset()).isEqualTo(6);

    process.database.away = false;
    process.feed.onMessage(poll, member);
    assertThat(nextOffset()).isEqualTo(6);
    process.feed.onMessage(messages("test:assigned-anew", 6, 8), member);
    assertThat(nextOffset()).isEqualTo(8);
    assertThat(size("test:assigned-anew")).isEqualTo(8);
  }

  private long nextOffset() {
    return jdbc.sql("SELECT next_offset FROM feed_partition WHERE topic = 'test.claims'")
        .query(Long.class)
        .single();
  }

  @Test
  void whatOneConsumerLostAnotherOfTheSameProcessKeeps() {
    hasLog("test:two-consumers");
    ReadTopic process = process();
    Member first = process.assigned();
    Member second = process.assigned();
    // Kafka tells the first only now.
    process.feed.onPartitionsLost(first, List.of(process.partition));
    assertThat(process.ownership.held()).containsExactly(0);
    process.feed.onMessage(messages("test:two-consumers", 0, 3), second);
    assertThat(size("test:two-consumers")).isEqualTo(3);
    // What the first has in memory is not stored under the epoch of the second.
    first.assign(List.of());
    process.feed.onMessage(messages("test:two-consumers", 0, 1), first);
    assertThat(nextOffset()).isEqualTo(3);
  }

  @Test
  void aPartitionThatWasNeverReadIsReadFromWhereItBegins() {
    ReadTopic process = process();
    var member = new Member(List.of(process.partition));
    // Kafka has deleted the first messages.
    member.updateBeginningOffsets(Map.of(process.partition, 5L));
    process.feed.onPartitionsAssigned(member, List.of(process.partition));
    assertThat(member.position(process.partition)).isEqualTo(5);
  }
}
