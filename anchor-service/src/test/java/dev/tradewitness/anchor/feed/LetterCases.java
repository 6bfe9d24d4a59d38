package dev.tradewitness.anchor.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.feed.ReadTopic.Member;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

abstract class LetterCases extends AnchorServiceCase {

  @Autowired private StreamLog logs;
  @Autowired private TransactionTemplate transactions;

  /// Three events, another content for the second, and a message without a key.
  private List<ProducerRecord<byte[], byte[]>> refusedTwice(String topic, String policyId) {
    var messages = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (int i = 0; i < 3; i++) {
      messages.add(on(topic, TestEvent.of(policyId, i, "event " + i).message()));
    }
    messages.add(on(topic, TestEvent.of(policyId, 1, "another content").message()));
    messages.add(new ProducerRecord<>(topic, 0, null, new byte[] {1}));
    return messages;
  }

  private static ProducerRecord<byte[], byte[]> on(
      String topic, ProducerRecord<byte[], byte[]> message) {
    return new ProducerRecord<>(topic, 0, message.key(), message.value(), message.headers());
  }

  private ReadTopic process(String topic) {
    return new ReadTopic(topic, kafka, jdbc, logs, transactions);
  }

  /// Makes a topic with two partitions; capture says nothing of its streams.
  private ReadTopic processOfTwo(String topic) {
    return processOf(2, topic);
  }

  private ReadTopic processOf(int partitions, String topic) {
    CAPTURE.setAway(true);
    Servers.kafka().createTopic(topic, partitions);
    Servers.kafka().createTopic(topic + ".dlt", 1);
    return new ReadTopic(topic, partitions, kafka, jdbc, logs, transactions);
  }

  /// Sends a message of no stream to each of some partitions.
  private void sendStrays(String topic, int... partitions) {
    sendMessages(
        IntStream.of(partitions)
            .mapToObj(partition ->
                new ProducerRecord<byte[], byte[]>(topic, partition, null, new byte[] {1}))
            .toList());
  }

  /// A stream with a log whose messages belong to one of two partitions.
  private String stream(String name, int partition) {
    for (int i = 0; ; i++) {
      String policyId = "test:%s-%d".formatted(name, i);
      if (Partitions.of(policyId, 2) == partition) {
        transactions.executeWithoutResult(_ -> logs.lockOrCreate(new PolicyId(policyId)));
        return policyId;
      }
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> messages(
      String topic, int partition, String policyId, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> {
          var sent = TestEvent.of(policyId, i, "event " + i).message();
          var message = new ConsumerRecord<>(topic, partition, (long) i, sent.key(), sent.value());
          sent.headers().forEach(message.headers()::add);
          return message;
        })
        .toList();
  }

  private static <T> List<T> together(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /// Makes the topic, and the log of its one stream, of which capture says nothing.
  private void made(String topic) {
    CAPTURE.setAway(true);
    var policyId = new PolicyId(topic.replace("test.", "test:"));
    transactions.executeWithoutResult(_ -> logs.lockOrCreate(policyId));
    Servers.kafka().createTopic(topic, 1);
    Servers.kafka().createTopic(topic + ".dlt", 1);
  }

  private static List<String> letters(String topic) {
    return ReadTopic.read(new TopicPartition(topic + ".dlt", 0)).stream()
        .map(letter -> header(letter, "source_offset") + " " + header(letter, "reason"))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private long owed(String topic) {
    return jdbc.sql("SELECT count(*) FROM owed_letter WHERE topic = ?")
        .param(topic)
        .query(Long.class)
        .single();
  }

  private long nextOffset(String topic) {
    return jdbc.sql("SELECT coalesce(max(next_offset), 0) FROM feed_partition WHERE topic = ?")
        .param(topic)
        .query(Long.class)
        .single();
  }

  private long nextOffset(TopicPartition partition) {
    return jdbc.sql("SELECT next_offset FROM feed_partition WHERE topic = ? AND partition = ?")
        .params(partition.topic(), partition.partition())
        .query(Long.class)
        .single();
  }

  @Test
  void aPollThatIsNotStoredSendsNoLetterAndOwesNone() {
    made("test.not-stored");
    sendMessages(refusedTwice("test.not-stored", "test:not-stored"));
    ReadTopic process = process("test.not-stored");
    Member member = process.assigned();
    process("test.not-stored").assigned();
    process.feed.onMessage(process.all(), member);
    assertThat(letters("test.not-stored")).isEmpty();
    assertThat(owed("test.not-stored")).isZero();
    assertThat(nextOffset("test.not-stored")).isZero();
  }

  @Test
  void aLetterThatKafkaDoesNotTakeIsOwedAndSentOnceBeforeTheNextPollIsStored() {
    made("test.not-taken");
    sendMessages(refusedTwice("test.not-taken", "test:not-taken"));
    ReadTopic process = process("test.not-taken");
    Member member = process.assigned();
    process.sent.broken = true;
    process.feed.onMessage(process.all(), member);
    assertThat(state("test:not-taken")).isEqualTo("CONFLICT");
    assertThat(owed("test.not-taken")).isEqualTo(2);
    assertThat(nextOffset("test.not-taken")).isEqualTo(5);
    assertThat(process.troubles.troubles())
        .singleElement()
        .satisfies(trouble -> assertThat(trouble.state()).isEqualTo("DEAD_LETTERS_OWED"));
    process.feed.onMessage(process.all(), member);
    assertThat(owed("test.not-taken")).isEqualTo(2);

    // The log is stopped by now: that the poll comes again does not find the conflict again.
    process.sent.broken = false;
    process.later(OwingPartitions.AGAIN_AFTER);
    for (int time = 0; time < 3; time++) {
      process.feed.onMessage(process.all(), member);
    }
    assertThat(letters("test.not-taken"))
        .containsExactlyInAnyOrder("3 CONFLICTING_HASH", "4 NO_POLICY_ID");
    assertThat(owed("test.not-taken")).isZero();
    assertThat(process.troubles.troubles()).isEmpty();
  }

  @Test
  void aPartitionThatOwesALetterWaitsAndHoldsUpNoOther() {
    String topic = "test.two-owing";
    ReadTopic process = processOfTwo(topic);
    String owing = stream("owing", 0);
    String other = stream("other", 1);
    sendStrays(topic, 0);
    Member member = process.assigned();
    process.sent.broken = true;
    process.feed.onMessage(process.all(), member);
    assertThat(owed(topic)).isOne();

    var ofOwing = messages(topic, 0, owing, 1, 3);
    for (int to = 2; to <= 6; to += 2) {
      process.feed.onMessage(together(ofOwing, messages(topic, 1, other, to - 2, to)), member);
      process.later(OwingPartitions.AGAIN_AFTER);
    }
    assertThat(size(other)).isEqualTo(6);
    assertThat(size(owing)).isZero();
    assertThat(member.paused()).containsExactly(process.partition);
    assertThat(member.position(process.partition)).isOne();
    assertThat(process.troubles.troubles()).hasSize(1);

    process.sent.broken = false;
    process.feed.idle(member);
    assertThat(letters(topic)).containsExactly("0 NO_POLICY_ID");
    assertThat(member.paused()).isEmpty();
    process.feed.onMessage(messages(topic, 0, owing, 0, 3), member);
    assertThat(size(owing)).isEqualTo(3);
    assertThat(process.troubles.troubles()).isEmpty();
  }

  @Test
  void aMessageInAnotherPartitionThanItsStreamsIsOfNoStreamAndReplacesNothing() {
    String topic = "test.two-strayed";
    ReadTopic process = processOfTwo(topic);
    String policyId = stream("strayed", 0);
    Member member = process.assigned();
    var strayed = messages(topic, 1, policyId, 0, 1);
    process.feed.onMessage(together(messages(topic, 0, policyId, 0, 5), strayed), member);

    assertThat(size(policyId)).isEqualTo(5);
    assertThat(state(policyId)).isEqualTo("OPEN");
    assertThat(letters(topic)).containsExactly("0 WRONG_PARTITION");
    assertThat(EventMessage.of(strayed.getFirst(), 2))
        .isEqualTo(new EventMessage.Misplaced(new PolicyId(policyId), 0));
  }

  @Test
  void whileAPollIsTriedAgainAPartitionThatOwedALetterStaysPaused() {
    String topic = "test.two-tried-again";
    ReadTopic process = processOfTwo(topic);
    String owing = stream("paid", 0);
    String other = stream("tried-again", 1);
    sendStrays(topic, 0);
    Member member = process.assigned();
    process.sent.broken = true;
    process.feed.onMessage(process.all(), member);

    var poll = together(messages(topic, 0, owing, 1, 3), messages(topic, 1, other, 0, 2));
    process.database.away = true;
    assertThatThrownBy(() -> process.feed.onMessage(poll, member))
        .isInstanceOf(TransactionException.class);
    process.sent.broken = false;
    process.later(OwingPartitions.AGAIN_AFTER);
    assertThatThrownBy(() -> process.feed.onMessage(poll, member))
        .isInstanceOf(TransactionException.class);
    assertThat(letters(topic)).containsExactly("0 NO_POLICY_ID");
    // The container polls before the next try, and drops what comes.
    assertThat(member.paused()).containsExactly(process.partition);

    process.database.away = false;
    process.feed.onMessage(poll, member);
    assertThat(member.paused()).isEmpty();
    assertThat(member.position(process.partition)).isOne();
    assertThat(size(other)).isEqualTo(2);
    process.feed.onMessage(messages(topic, 0, owing, 0, 3), member);
    assertThat(size(owing)).isEqualTo(3);
  }

  @Test
  void aPollThatIsTriedAgainStoresNothingOfAPartitionThatWasHeldBackMeanwhile() {
    String topic = "test.two-held-back";
    ReadTopic process = processOfTwo(topic);
    String other = stream("beside-held-back", 1);
    sendStrays(topic, 0, 0, 0);
    Member member = process.assigned();
    process.sent.broken = true;
    List<ConsumerRecord<byte[], byte[]>> strays = process.all();
    process.feed.onMessage(strays.subList(0, 1), member);

    var poll = together(strays.subList(1, 3), messages(topic, 1, other, 0, 2));
    process.database.away = true;
    assertThatThrownBy(() -> process.feed.onMessage(poll, member))
        .isInstanceOf(TransactionException.class);
    process.database.away = false;
    process.sent.broken = false;
    process.later(OwingPartitions.AGAIN_AFTER);
    process.feed.onMessage(poll, member);
    assertThat(size(other)).isEqualTo(2);
    assertThat(letters(topic)).containsExactly("0 NO_POLICY_ID");
    assertThat(nextOffset(process.partition)).as("read again from there").isOne();
    assertThat(member.position(process.partition)).isOne();

    for (int time = 1; time < 3; time++) {
      process.feed.onMessage(strays.subList(time, time + 1), member);
      assertThat(nextOffset(process.partition)).isEqualTo(time + 1L);
    }
    assertThat(letters(topic))
        .containsExactly("0 NO_POLICY_ID", "1 NO_POLICY_ID", "2 NO_POLICY_ID");
  }

  @Test
  void aConsumerThatIsToldLateOfItsLossLeavesThePausesOfAnotherAlone() {
    String topic = "test.two-consumers-owing";
    ReadTopic process = processOfTwo(topic);
    String owing = stream("of-the-second", 0);
    sendStrays(topic, 0);
    process.sent.broken = true;
    Member first = process.assigned();
    Member second = process.assigned();
    process.feed.onMessage(process.all(), second);
    process.feed.onMessage(messages(topic, 0, owing, 1, 3), second);
    assertThat(second.paused()).containsExactly(process.partition);

    process.feed.onPartitionsLost(first, List.of(process.partition));
    process.sent.broken = false;
    process.later(OwingPartitions.AGAIN_AFTER);
    process.feed.idle(second);
    assertThat(letters(topic)).containsExactly("0 NO_POLICY_ID");
    assertThat(second.paused()).isEmpty();
  }

  @Test
  void aConsumerThatLostAPartitionDoesNotOweWhatItsNextOwnerHasSent() {
    String topic = "test.two-late";
    ReadTopic process = processOfTwo(topic);
    sendStrays(topic, 0);
    Member first = process.assigned();
    process.sent.notTaken.add(0);
    process.sent.meanwhile =
        () -> {
          process.sent.notTaken.clear();
          process.feed.idle(process.assigned());
          assertThat(owed(topic)).isZero();
        };
    process.feed.onMessage(process.all(), first);
    assertThat(process.troubles.troubles()).isEmpty();
    assertThat(letters(topic)).containsExactly("0 NO_POLICY_ID");
  }

  @Test
  void onlyPartitionsWhoseLettersDidNotArriveWait() {
    String topic = "test.two-arrived";
    ReadTopic process = processOfTwo(topic);
    sendStrays(topic, 0, 1);
    Member member = process.assigned();
    process.sent.notTaken.add(0);
    process.feed.onMessage(process.all(), member);
    assertThat(letters(topic)).hasSize(1);
    assertThat(owed(topic)).isOne();
    assertThat(process.troubles.troubles())
        .singleElement()
        .satisfies(trouble -> assertThat(trouble.part()).isEqualTo("partition 0"));
  }

  @Test
  void lettersThatKafkaDoesNotTakeKeepThoseOfAnotherPartitionFromNothing() {
    String topic = "test.three-owing";
    ReadTopic process = processOf(3, topic);
    sendStrays(topic, 0, 1, 2);
    Member member = process.assigned();
    process.sent.broken = true;
    process.feed.onMessage(process.all(), member);
    assertThat(process.troubles.troubles()).hasSize(3);

    process.sent.broken = false;
    process.sent.notTaken.addAll(Set.of(0, 1));
    process.sent.meanwhile = () -> process.later(Duration.ofSeconds(12));
    process.later(OwingPartitions.AGAIN_AFTER);
    for (int round = 0; round < 3; round++) {
      process.feed.idle(member);
      int asked = process.sent.countNotTaken;
      assertThat(asked).as("Kafka is waited for once").isLessThanOrEqualTo(round + 1);
      process.later(OwingPartitions.AGAIN_AFTER);
      process.feed.idle(member);
      assertThat(process.sent.countNotTaken)
          .as("no sooner than it was waited for")
          .isEqualTo(asked);
      process.later(Duration.ofSeconds(12));
    }
    assertThat(process.sent.count).isOne();
    assertThat(owed(topic)).isEqualTo(2);
    assertThat(process.troubles.troubles()).hasSize(2);
  }

  @Test
  void aProcessThatEndsBetweenCommitAndLetterLeavesItToItsSuccessor() {
    made("test.ended");
    sendMessages(refusedTwice("test.ended", "test:ended"));
    ReadTopic ended = process("test.ended");
    ended.sent.broken = true;
    Member member = ended.assigned();
    ended.feed.onMessage(ended.all(), member);
    assertThat(letters("test.ended")).isEmpty();

    for (int successor = 0; successor < 2; successor++) {
      ReadTopic next = process("test.ended");
      Member nextMember = next.assigned();
      next.feed.idle(nextMember);
      next.feed.idle(nextMember);
      assertThat(letters("test.ended"))
          .containsExactlyInAnyOrder("3 CONFLICTING_HASH", "4 NO_POLICY_ID");
      assertThat(owed("test.ended")).isZero();
    }
  }

  @Test
  void aTopicThatWasMadeAnewHasLettersOfItsOwn() {
    made("test.anew");
    sendMessages(refusedTwice("test.anew", "test:anew"));
    ReadTopic process = process("test.anew");
    Member member = process.assigned();
    process.feed.onMessage(process.all(), member);
    assertThat(letters("test.anew")).hasSize(2);
    // The same offsets, other messages. The contradiction is kept since the first time: no news.
    List<ConsumerRecord<byte[], byte[]>> anew =
        process.all().stream()
            .map(message -> {
              var other =
                  new ConsumerRecord<>(
                      message.topic(),
                      message.partition(),
                      message.offset(),
                      message.timestamp() + 60_000,
                      message.timestampType(),
                      message.serializedKeySize(),
                      message.serializedValueSize(),
                      message.key(),
                      message.value(),
                      message.headers(),
                      message.leaderEpoch());
              return other;
            })
            .toList();
    process.feed.onMessage(anew, member);
    assertThat(letters("test.anew"))
        .containsExactlyInAnyOrder("3 CONFLICTING_HASH", "4 NO_POLICY_ID", "4 NO_POLICY_ID");
  }
}
