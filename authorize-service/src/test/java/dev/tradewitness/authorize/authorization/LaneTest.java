package dev.tradewitness.authorize.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.OrderEvent;
import dev.tradewitness.authorize.exposure.OrderEvent.Ending;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One lane over a journal that takes nothing and confirms nothing until it is told to.
class LaneTest {

  private final CountDownLatch journalAnswers = new CountDownLatch(1);
  private final Lanes lanes = lanes();
  private final Lane lane = lanes.of(Orders.ACME);

  @AfterEach
  void close() {
    journalAnswers.countDown();
    lanes.close();
  }

  @Test
  void anOrderThatWaitsForItsTurnIsJudgedByTheControlsInForceWhenItComes() throws Exception {
    var inForce = new AtomicReference<>(book(TradingState.ACTIVE));
    CompletableFuture<LaneAnswer.ToOrder> answer;
    lane.lock.lock();
    try {
      answer = CompletableFuture.supplyAsync(() -> lane.decide(order("late"), inForce::get));
      await().until(lane.lock::hasQueuedThreads);
      inForce.set(book(TradingState.HALTED));
    } finally {
      lane.lock.unlock();
    }
    assertThat(reasons(answer.get(10, TimeUnit.SECONDS))).containsExactly("KILL_SWITCH");
  }

  @Test
  void theAuthorizerReadsTheControlsUnderTheLanesLock() throws Exception {
    var readUnderLock = new AtomicBoolean();
    var authorizer =
        new Authorizer(
            lanes,
            new JournalStore(journal()),
            () -> candidate -> outcome(),
            () -> {
              if (lane.lock.isHeldByCurrentThread()) {
                readUnderLock.set(true);
              }
              return book(TradingState.ACTIVE);
            },
            new AuthorizationMeters(new SimpleMeterRegistry()));
    authorizer.authorize(new OrderSubmission(Orders.ACME, limit("a"), new UUID(0, 1)));
    assertThat(readUnderLock).isTrue();
  }

  @Test
  void whatIsNotConfirmedInTimeIsNotSettled() throws Exception {
    assertThat(lanes.settle()).isTrue();
    lane.decide(order("a"), () -> book(TradingState.ACTIVE));
    assertThat(lanes.settle()).isFalse();
    journalAnswers.countDown();
    await().until(lanes::settle);
  }

  @Test
  void noMoreExecutionsAreCountedForAnOrderThanAreAllowed() {
    lane.decide(order("a"), () -> book(TradingState.ACTIVE));
    assertThat(fill("e1")).isInstanceOf(LaneAnswer.Applied.class);
    assertThat(fill("e2")).isInstanceOf(LaneAnswer.Applied.class);
    assertThat(fill("e3")).isInstanceOf(LaneAnswer.TooManyExecutions.class);
    assertThat(fill("e2")).isInstanceOf(LaneAnswer.Unchanged.class);
    assertThat(lane.view(Orders.ACME).total().positionGross()).isEqualByComparingTo("2");
    assertThat(lane.apply(0, new OrderEvent.Close(Ending.CANCEL), "test", null))
        .isInstanceOf(LaneAnswer.Applied.class);
  }

  private LaneAnswer.ToEvent fill(String execId) {
    return lane.apply(
        0,
        new OrderEvent.Fill(new ExecId(execId), Orders.quantity("1"), Orders.price("1")),
        "test",
        null);
  }

  private static List<String> reasons(LaneAnswer.ToOrder answer) {
    assertThat(answer).isInstanceOf(LaneAnswer.Decided.class);
    return ((LaneAnswer.Decided) answer)
        .token().decision().reasons().stream().map(Reason::code).toList();
  }

  private static OrderCommand order(String id) {
    Order order = limit(id);
    return new OrderCommand(Orders.candidate(order), order.hash(), new UUID(0, 1), outcome());
  }

  private static Order limit(String id) {
    return Orders.limit(id, "AAPL", Side.BUY, "10", "1");
  }

  private static PolicyOutcome outcome() {
    return new PolicyOutcome(new PolicyRef("test-1", ""), List.of(), List.of());
  }

  private static ControlBook book(TradingState firm) {
    return new ControlBook(
        AccountLimits.NONE,
        Map.of(),
        Map.of(),
        firm,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        new ControlBook.Unknown(false, false, false));
  }

  private Lanes lanes() {
    var meters = new SimpleMeterRegistry();
    var key = new TokenKey("k1", new byte[32]);
    var settings =
        new AuthorizationProperties(
            Duration.ofHours(1), Duration.ofMillis(200), 1000, 1000, 2, 10, Duration.ofSeconds(1));
    var journal =
        new JournalProperties(
            1,
            256,
            1024,
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            1000,
            Duration.ofMinutes(1));
    var made =
        new Lanes(
            new Lanes.Parts(
                settings,
                journal,
                new TokenKeys(key, List.of()),
                new TokenProperties(
                    null, null, "k1", Duration.ofMinutes(5), Duration.ofSeconds(5), List.of()),
                new LaneClock(InstantSource.system()),
                new JournalStore(journal()),
                new LeaseStore(journal(), "test", 1, Duration.ofSeconds(5)),
                new AuthorizationMeters(meters),
                new JournalMeters(meters)),
            rows -> {});
    made.take(new Lease(List.of(1L), 0));
    made.open();
    return made;
  }

  private DataSource journal() {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              journalAnswers.await();
              throw new SQLException("there is no database here");
            });
  }
}
