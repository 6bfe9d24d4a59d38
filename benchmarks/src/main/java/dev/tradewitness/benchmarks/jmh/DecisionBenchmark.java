package dev.tradewitness.benchmarks.jmh;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.Controls;
import dev.tradewitness.authorize.control.Exposure;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.control.LimitBook;
import dev.tradewitness.authorize.control.Permissions;
import dev.tradewitness.authorize.control.Reference;
import dev.tradewitness.authorize.control.References;
import dev.tradewitness.authorize.control.StateBook;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalBody;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.policy.CelPolicyEngine;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.policy.PolicyVersion;
import dev.tradewitness.authorize.token.DecisionToken;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One order from bytes to its signed decision, step by step, without lock, queue or database.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class DecisionBenchmark {

  private static final ClientId CLIENT = new ClientId("bench-1");
  private static final int ACCOUNTS = 128;
  private static final long NOW_MICROS = 1_796_025_600_000_000L;
  private static final long DEADLINE_MICROS = NOW_MICROS + Duration.ofDays(1).toNanos() / 1000;
  private static final byte[] ORDER =
      """
      {"order":{"client_order_id":"bench-1","symbol":"AAPL","side":"BUY","qty":100,"price":185.50},\
      "context":{"client_id":"bench-1"}}\
      """
          .getBytes(StandardCharsets.UTF_8);

  /// What one lane holds.
  @State(Scope.Thread)
  public static class Held {

    /// Orders that are open before the measured one, over 128 accounts.
    @Param({"0", "100000"})
    public int openOrders;

    private ExposureBook book = new ExposureBook(KeyedHash.ofSeed(1));

    @Setup
    public void open() {
      book = new ExposureBook(KeyedHash.ofSeed(1));
      Order order = order();
      for (int number = 0; number < openOrders; number++) {
        var client = new ClientId("bench-" + number % ACCOUNTS);
        book.reserve(OrderState.decided(number, decision(client, order, number)));
      }
    }
  }

  private final Order order = order();
  private final Candidate candidate =
      new Candidate(CLIENT, order, new BigDecimal("185.50"), BigDecimal.ONE, TimeInForce.DAY);
  private final ControlBook controls = controls();
  private final CelPolicyEngine policy = CelPolicyEngine.compile(PolicyVersion.of(policy()));
  private final TokenSigner signer =
      new TokenSigner(
          new TokenKeys(new TokenKey("k1", new byte[32]), List.of()), Duration.ofMinutes(5));
  private final Decision decision = decision(CLIENT, order, Integer.MAX_VALUE);

  @Benchmark
  public OrderReader.Reading readOrder() {
    return OrderReader.read(ORDER);
  }

  @Benchmark
  public Hash hashOrder() {
    return order.hash();
  }

  @Benchmark
  public PolicyOutcome judgeByPolicy() {
    return policy.judge(candidate);
  }

  @Benchmark
  public List<Reason> judgeByControls(Held held) {
    var account = held.book.account(CLIENT);
    var symbol = held.book.symbol(CLIENT, order.symbol());
    var exposure =
        new Exposure(
            account.gross(),
            account.netLong(),
            symbol.reducedBy(order.side(), order.qty().value()));
    return Controls.breaches(candidate, controls, exposure, 0);
  }

  /// Opens an order and takes that back.
  @Benchmark
  public int reserveAndUndo(Held held) {
    held.book.reserve(OrderState.decided(decision.place().sequence(), decision)).run();
    return held.book.openOrders();
  }

  @Benchmark
  public byte[] writeJournalRow() {
    return JournalBody.of(new JournalRow.Decided(0, decision));
  }

  @Benchmark
  public @Nullable DecisionToken signToken() {
    return signer.sign(decision);
  }

  private static Order order() {
    if (OrderReader.read(ORDER) instanceof OrderReader.Reading.Understood understood) {
      return understood.request().order();
    }
    throw new IllegalStateException("the benchmark's own order is refused");
  }

  private static Decision decision(ClientId client, Order order, long number) {
    var own =
        new Order(
            new ClientOrderId("bench-" + number),
            order.symbol(),
            order.side(),
            order.type(),
            order.qty(),
            order.price(),
            null);
    return new Decision(
        new Decision.Place(0, number),
        new UUID(0, number),
        new UUID(1, number),
        client,
        own,
        new Hash(new byte[Hash.BYTES]),
        List.of(),
        List.of(),
        new PolicyRef("default-1", ""),
        new ControlsRef(1, "ab".repeat(32)),
        BigDecimal.ONE,
        new Decision.Reservation(new BigDecimal("185.50"), TimeInForce.DAY, DEADLINE_MICROS),
        new Decision.TokenTerms("k1", NOW_MICROS / 1_000_000 + 300),
        NOW_MICROS);
  }

  private static ControlBook controls() {
    var limits =
        new AccountLimits(
            new BigDecimal(1000),
            new BigDecimal(1_000_000),
            new BigDecimal("1e12"),
            new BigDecimal("1e12"));
    return new ControlBook(
        new ControlsRef(1, "ab".repeat(32)),
        new LimitBook(limits, Map.of(CLIENT, limits), Map.of()),
        StateBook.ACTIVE,
        Map.of(),
        Map.of("AAPL", InstrumentTerms.TRADABLE),
        Permissions.NONE,
        new References(
            Map.of(
                "AAPL",
                new Reference(new BigDecimal(185), new BigDecimal(185), Reference.TIMELESS)),
            0),
        new ControlBook.Unknown(true, true, true));
  }

  /// The one that the service starts with.
  private static String policy() {
    try (var in = CelPolicyEngine.class.getResourceAsStream("/policy/default-1.json")) {
      if (in == null) {
        throw new IllegalStateException("the service's policy is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
