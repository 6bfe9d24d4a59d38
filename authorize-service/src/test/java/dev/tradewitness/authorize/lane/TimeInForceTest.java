package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderReader;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long an order counts, by its time in force. A DAY order's reservation lives 24 hours here.
class TimeInForceTest {

  private LaneWorld world = new LaneWorld();

  @Test
  void aGtcOrderStillCountsAfterTwentyFiveHours() {
    decide("gtc", "\"time_in_force\":\"GTC\"");
    after(Duration.ofHours(25));
    assertThat(world.lane().releaseDue(10)).isZero();
    assertThat(gross()).isEqualTo("10");
  }

  @ParameterizedTest
  @CsvSource({
    "'',              PT23H59M, PT24H1M",
    "time_in_force=DAY, PT23H59M, PT24H1M",
    "time_in_force=IOC, PT4M,     PT6M",
    "time_in_force=FOK, PT4M,     PT6M"
  })
  void anOrderCountsUntilItsTimeIsOver(String member, Duration before, Duration past) {
    String json = member.isEmpty() ? "\"unknown\":1" : "\"" + member.replace("=", "\":\"") + "\"";
    decide("held", json);
    after(before);
    assertThat(world.lane().releaseDue(10)).isZero();
    assertThat(gross()).isEqualTo("10");
    world = new LaneWorld();
    decide("released", json);
    after(past);
    assertThat(world.lane().releaseDue(10)).isEqualTo(1);
    assertThat(gross()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({"PT72H59M, 0", "PT73H1M, 1"})
  void aGtdOrderCountsUntilAnHourAfterItsExpireTime(Duration gone, int released) {
    decide("gtd", gtd(Duration.ofDays(3)));
    after(gone);
    assertThat(world.lane().releaseDue(10)).isEqualTo(released);
    assertThat(gross()).isEqualTo(released == 1 ? "0" : "10");
  }

  @Test
  void anOrderThatNamesNoneLivesAsTheSettingSays() {
    world = new LaneWorld(TimeInForce.GTC);
    Decision.Reservation none = reserved(decide("none", "\"unknown\":1"));
    assertThat(none.timeInForce()).isEqualTo(TimeInForce.GTC);
    assertThat(none.deadlineMicros()).isEqualTo(Decision.Reservation.NEVER);
    decide("day", "\"time_in_force\":\"DAY\"");
    after(Duration.ofDays(400));
    assertThat(world.lane().releaseDue(10)).isEqualTo(1);
    assertThat(gross()).isEqualTo("10");
    assertThatThrownBy(() -> new LaneWorld(TimeInForce.GTD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("when-absent is not GTD");
  }

  @Test
  void aCancelReleasesAGtcOrder() {
    decide("gtc", "\"time_in_force\":\"GTC\"");
    var cancel = new ReportCommand(new ExecutionReport.Closed(ExecType.CANCELED), "a person");
    assertThat(world.lane().report(0, cancel, null)).isInstanceOf(LaneAnswer.Applied.class);
    assertThat(gross()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource({"PT-1S, EXPIRE_TIME_PASSED", "PT721H, EXPIRE_TIME_TOO_FAR", "PT719H, ''"})
  void anExpireTimeOfANewOrderLiesAheadAndNotTooFar(Duration ahead, String code) {
    Decision decision = decide("gtd", gtd(ahead)).decision();
    assertThat(decision.reasons().stream().map(Reason::code))
        .containsExactlyElementsOf(code.isEmpty() ? List.of() : List.of(code));
    assertThat(gross()).isEqualTo(code.isEmpty() ? "10" : "0");
  }

  @Test
  void aRepetitionAfterTheExpireTimeGetsTheFirstDecision() {
    String members = gtd(Duration.ofDays(3));
    Decision first = decide("gtd", members).decision();
    after(Duration.ofDays(5));
    assertThat(answer("gtd", members))
        .isInstanceOfSatisfying(
            LaneAnswer.Known.class, known -> assertThat(known.decision()).isEqualTo(first));
  }

  @Test
  void everyReleaseIsCountedByItsTimeInForce() {
    decide("day", "\"time_in_force\":\"DAY\"");
    decide("ioc", "\"time_in_force\":\"IOC\"");
    decide("none", "\"unknown\":1");
    decide("gtc", "\"time_in_force\":\"GTC\"");
    after(Duration.ofHours(25));
    assertThat(world.lanes().sweep()).isFalse();
    assertThat(released("DAY")).isEqualTo(2);
    assertThat(released("IOC")).isEqualTo(1);
    assertThat(released("GTC")).isZero();
    assertThat(world.lanes().openOrders()).isEqualTo(1);
  }

  private double released(String word) {
    return world
        .registry
        .get("authorize.reservations.released")
        .tag("time_in_force", word)
        .counter()
        .count();
  }

  private String gtd(Duration ahead) {
    long expires = world.clock().databaseMicros() + ahead.toMillis() * 1000;
    return "\"time_in_force\":\"GTD\",\"expire_time\":\"%s\"".formatted(Rfc3339.ofMicros(expires));
  }

  private LaneAnswer.Decided decide(String id, String members) {
    return (LaneAnswer.Decided) answer(id, members);
  }

  private LaneAnswer.ToOrder answer(String id, String members) {
    String body =
        """
        {"client_order_id":"%s","symbol":"AAPL","side":"BUY","qty":1,"price":10,%s}\
        """
            .formatted(id, members);
    Order order =
        ((OrderReader.Reading.Understood) OrderReader.read(body.getBytes(StandardCharsets.UTF_8)))
            .request()
            .order();
    ControlBook controls = LaneWorld.controls(TradingState.ACTIVE);
    OrderCommand command = LaneWorld.command(order);
    Candidate candidate =
        Candidate.of(Orders.ACME, order, controls, world.lanes().timeInForceWhenAbsent());
    return world
        .lane()
        .decide(
            new OrderCommand(candidate, command.orderHash(), command.traceId(), command.policy()),
            () -> LaneWorld.rules(controls),
            JournalFindings.NONE);
  }

  private static Decision.Reservation reserved(LaneAnswer.Decided answer) {
    return Objects.requireNonNull(answer.decision().reserved());
  }

  /// The first reading of the database's clock is believed.
  private void after(Duration gone) {
    world.clock().read(world.clock().databaseMicros() + gone.toMillis() * 1000);
  }

  private String gross() {
    return AccountView.of(world.lane(), Orders.ACME).total().gross().toPlainString();
  }
}
