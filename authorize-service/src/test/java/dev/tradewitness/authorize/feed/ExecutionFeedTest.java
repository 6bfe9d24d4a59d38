package dev.tradewitness.authorize.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.exposure.Executions;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.lifecycle.Answer;
import dev.tradewitness.authorize.lifecycle.ReportAnswer;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.kit.kafka.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;

@SuppressWarnings("FutureReturnValueIgnored") // the letters are returned through a proxy
class ExecutionFeedTest {

  private static final String POISON = "poison";
  private static final ReportAnswer AWAY =
      new ReportAnswer.Unavailable(new Answer.Unavailable("AWAY", "away", Duration.ofSeconds(1)));

  private final List<String> submitted = new ArrayList<>();
  private final Asked asked = new Asked();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aDeadLetterThatCannotBeSentHoldsTheOffsetAndNotTheFillsBehindIt() {
    feed().onMessage(List.of(fill(0, "before"), message(1, POISON), fill(2, "behind")), asked);
    assertThat(submitted).containsExactly("before", "behind");
    assertThat(asked.nacked).isEqualTo(1);
    assertThat(asked.acknowledged).isFalse();
  }

  @Test
  void aReportWhoseDeadLetterCannotBeSentIsReadAgain() {
    var refusing =
        new ExecutionFeed(report -> () -> new ReportAnswer.UnknownOrder(), deadLetters("unknown"));
    refusing.onMessage(List.of(fill(0, "unknown")), asked);
    assertThat(asked.nacked).isZero();
  }

  @Test
  void aReportThatIsNotTakenIsReadAgain() {
    var failing =
        new ExecutionFeed(
            report -> {
              throw new IllegalStateException("broken");
            },
            deadLetters(POISON));
    failing.onMessage(List.of(message(0, "no json"), fill(1, "x")), asked);
    assertThat(asked.nacked).isEqualTo(1);
  }

  @Test
  void whatCountsOrIsADeadLetterIsAcknowledged() {
    feed().onMessage(List.of(fill(0, "a"), message(1, "no json"), fill(2, "b")), asked);
    assertThat(asked.acknowledged).isTrue();
    assertThat(asked.nacked).isEqualTo(-1);
  }

  @Test
  void aDeadLetterBehindAReportThatIsNotTakenIsSentOnceWhenTheReportCounts() {
    var letters = new AtomicInteger();
    var rounds = new AtomicInteger();
    var feed =
        new ExecutionFeed(
            report ->
                () ->
                    rounds.incrementAndGet() <= 3
                        ? AWAY
                        : new ReportAnswer.Applied(state(report.id()), List.of()),
            new DeadLetters(
                kafka(letter -> {
                  letters.incrementAndGet();
                  return CompletableFuture.completedFuture(null);
                }),
                meters));
    var messages = List.of(fill(0, "late"), message(1, POISON), fill(2, "behind"));
    for (int delivery = 1; delivery <= 3; delivery++) {
      feed.onMessage(messages, asked);
      assertThat(asked.nacked).as("nothing is done").isZero();
      assertThat(letters).as("letters after delivery " + delivery).hasValue(0);
    }
    for (int delivery = 4; delivery <= 5; delivery++) {
      feed.onMessage(messages, asked);
      assertThat(asked.acknowledged).isTrue();
      assertThat(letters).as("letters after delivery " + delivery).hasValue(1);
    }
  }

  @Test
  void aFillTooManyIsADeadLetter() {
    var full =
        new ExecutionFeed(
            report -> () -> new ReportAnswer.TooManyExecutions(), deadLetters(POISON));
    full.onMessage(List.of(fill(0, "full")), asked);
    assertThat(asked.acknowledged).isTrue();
    assertThat(
            meters
                .counter(
                    "tradewitness.dead_letters",
                    "topic",
                    "executions",
                    "reason",
                    "TOO_MANY_EXECUTIONS")
                .count())
        .isEqualTo(1);
  }

  @Test
  void anExecutionIdWithOtherContentIsADeadLetterAndNoRepetition() {
    var conflicting =
        new ExecutionFeed(report -> () -> new ReportAnswer.Conflict(), deadLetters(POISON));
    conflicting.onMessage(List.of(fill(0, "conflict")), asked);
    assertThat(asked.acknowledged).isTrue();
    assertThat(
            meters
                .counter(
                    "tradewitness.dead_letters", "topic", "executions", "reason", "EXEC_ID_REUSED")
                .count())
        .isEqualTo(1);
  }

  @Test
  void aReportThatContradictsItsOrderIsADeadLetterWithItsReason() {
    var answers = List.of(new ReportAnswer.SymbolMismatch(), new ReportAnswer.SideMismatch());
    var next = answers.iterator();
    var feed =
        new ExecutionFeed(
            report -> {
              ReportAnswer answer = next.next();
              return () -> answer;
            },
            deadLetters(POISON));
    feed.onMessage(List.of(fill(0, "symbol"), fill(1, "side")), asked);
    assertThat(asked.acknowledged).isTrue();
    for (String reason : List.of("SYMBOL_MISMATCH", "SIDE_MISMATCH")) {
      assertThat(
              meters
                  .counter("tradewitness.dead_letters", "topic", "executions", "reason", reason)
                  .count())
          .as(reason)
          .isEqualTo(1);
    }
  }

  @Test
  void aPollThatFailsIsTriedUntilItWorks() {
    var attempts = new AtomicInteger();
    var container =
        fake(
            MessageListenerContainer.class,
            (name, arguments) -> name.startsWith("is") ? name.equals("isRunning") : null);
    var partition = new TopicPartition("executions", 0);
    var records = new ConsumerRecords<>(Map.of(partition, List.of(fill(0, "x"))), Map.of());
    FeedConfiguration.retryForEver(Duration.ofMillis(1))
        .handleBatch(
            new KafkaException("broken"),
            records,
            new MockConsumer<byte[], byte[]>("earliest"),
            container,
            () -> {
              if (attempts.incrementAndGet() < 50) {
                throw new KafkaException("still broken");
              }
            });
    assertThat(attempts).hasValue(50);
  }

  private ExecutionFeed feed() {
    return new ExecutionFeed(
        report -> {
          submitted.add(report.id().value());
          return () -> new ReportAnswer.Applied(state(report.id()), List.of());
        },
        deadLetters(POISON));
  }

  /// Letters that contain this fail as the template's do: at once.
  private DeadLetters deadLetters(String failing) {
    return new DeadLetters(
        kafka(letter -> {
          if (new String(letter.value(), StandardCharsets.UTF_8).contains(failing)) {
            throw new KafkaException("Send failed");
          }
          return CompletableFuture.completedFuture(null);
        }),
        meters);
  }

  private interface Sending {
    Object send(ProducerRecord<byte[], byte[]> letter);
  }

  @SuppressWarnings("unchecked")
  private static KafkaOperations<byte[], byte[]> kafka(Sending sending) {
    return fake(
        KafkaOperations.class,
        (name, arguments) -> sending.send((ProducerRecord<byte[], byte[]>) arguments[0]));
  }

  private interface Answering {
    @org.jspecify.annotations.Nullable
    Object answer(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answering answering) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answering.answer(method.getName(), arguments)));
  }

  private static ConsumerRecord<byte[], byte[]> fill(long offset, String id) {
    return message(offset, "{\"order_id\":\"%s\",\"price\":1,\"quantity\":1}".formatted(id));
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset, String value) {
    return new ConsumerRecord<>(
        "executions", 0, offset, new byte[0], value.getBytes(StandardCharsets.UTF_8));
  }

  private static OrderState state(ClientOrderId id) {
    return new OrderState(
        new OrderState.Key(0, Orders.ACME, id),
        new OrderState.Terms(
            new Symbol("AAPL"),
            Side.BUY,
            BigDecimal.TEN,
            BigDecimal.ONE,
            BigDecimal.ONE,
            TimeInForce.DAY,
            1000),
        OrderStatus.RESERVED,
        BigDecimal.TEN,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Executions.NONE);
  }

  /// What the listener asked the container for.
  private static final class Asked implements Acknowledgment {
    private boolean acknowledged;
    private int nacked = -1;

    @Override
    public void acknowledge() {
      acknowledged = true;
    }

    @Override
    public void nack(int index, Duration sleep) {
      nacked = index;
    }
  }
}
