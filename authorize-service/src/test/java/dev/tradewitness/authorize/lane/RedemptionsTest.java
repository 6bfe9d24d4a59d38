package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.lifecycle.LifecycleMeters;
import dev.tradewitness.authorize.lifecycle.RedeemAnswer;
import dev.tradewitness.authorize.lifecycle.Redemptions;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.token.PresentedToken;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.authorize.token.TokenVerifier;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/// What a change during a redemption does to its answer. The journal is not asked.
class RedemptionsTest {

  private static final RedemptionId GATE = new RedemptionId("gate-1");
  private static final TokenKeys KEYS = new TokenKeys(new TokenKey("k1", new byte[32]), List.of());

  private static final DataSource NO_DATABASE = new SimpleDriverDataSource();

  private final LaneWorld world = new LaneWorld();
  private final Lane lane = world.lanes().of(Orders.ACME);
  private final AtomicReference<ControlBook> inForce =
      new AtomicReference<>(LaneWorld.controls(TradingState.ACTIVE));

  /// A repetition waits for commits and may wait for the journal, after the lane was asked.
  @Test
  void aRepetitionIsAnsweredByTheTradingStateAtItsEnd() throws Exception {
    LaneAnswer.Decided bought = decide("a", Side.BUY);
    assertThat(redeemed(bought)).isInstanceOf(RedeemAnswer.Redeemed.class);
    for (TradingState state : List.of(TradingState.HALTED, TradingState.REDUCE_ONLY)) {
      inForce.set(LaneWorld.controls(TradingState.ACTIVE));
      assertThat(repeated(bought, state)).isInstanceOf(RedeemAnswer.Restricted.class);
    }
    inForce.set(LaneWorld.controls(TradingState.HALTED));
    assertThat(repeated(bought, TradingState.ACTIVE))
        .as("a halt that ended meanwhile")
        .isInstanceOf(RedeemAnswer.Redeemed.class);
  }

  @Test
  void aRepetitionForAnOrderThatReducesPassesUnderReduceOnly() throws Exception {
    LaneAnswer.Decided bought = decide("a", Side.BUY);
    lane.report(bought.pending().row().sequence(), LaneWorld.trade("e", "10", "1"), null);
    LaneAnswer.Decided sold = decide("b", Side.SELL);
    assertThat(redeemed(sold)).isInstanceOf(RedeemAnswer.Redeemed.class);
    assertThat(repeated(sold, TradingState.REDUCE_ONLY)).isInstanceOf(RedeemAnswer.Redeemed.class);
    assertThat(repeated(sold, TradingState.HALTED)).isInstanceOf(RedeemAnswer.Restricted.class);
  }

  private LaneAnswer.Decided decide(String id, Side side) {
    return (LaneAnswer.Decided)
        lane.decide(
            LaneWorld.command(Orders.limit(id, "AAPL", side, "10", "1")),
            () -> LaneWorld.rules(TradingState.ACTIVE),
            JournalFindings.NONE);
  }

  /// For the first time: nobody commits here, so the row counts as durable from now on.
  private RedeemAnswer redeemed(LaneAnswer.Decided decided) throws Exception {
    var command = new RedeemCommand(decided.decision().id(), GATE);
    assertThat(lane.redeem(decided.pending().row().sequence(), command, null, inForce::get))
        .isInstanceOf(LaneAnswer.Redeemed.class);
    world.lanes().atRest(() -> {});
    return repeated(decided, TradingState.ACTIVE);
  }

  /// @param atItsEnd in force once the lane was asked
  private RedeemAnswer repeated(LaneAnswer.Decided decided, TradingState atItsEnd)
      throws Exception {
    var redemptions =
        new Redemptions(
            new TokenVerifier(() -> KEYS, InstantSource.system(), Duration.ofSeconds(5)),
            world.lanes(),
            new JournalStore(
                NO_DATABASE, NO_DATABASE, NO_DATABASE, new JournalMeters(world.registry)),
            inForce::get,
            () -> {
              inForce.set(LaneWorld.controls(atItsEnd));
              return true;
            },
            new LifecycleMeters(world.registry));
    return redemptions.redeem(token(decided.decision()), null, GATE);
  }

  private static PresentedToken token(Decision decision) throws Exception {
    var signed = new TokenSigner(KEYS, Duration.ofMinutes(5)).sign(decision);
    return new PresentedToken.InObject(
        Json.parseObject(
            Objects.requireNonNull(signed).json().getBytes(StandardCharsets.UTF_8),
            JsonLimits.EVENT));
  }
}
