package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.authorize.policy.PolicyVersion;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Two processes of the service on one PostgreSQL and one Kafka. The one that decides is killed
/// under load, once for all tests: they look at what it left and at how the other one goes on. The
/// last test ends the other one.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoInstancesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int CALLERS = 8;

  /// Orders that each of the two answers, at least.
  private static final int ORDERS_EACH = 400;

  /// As in production, so that a machine that stands still for a second or two costs no lease.
  private static final long LEASE_MILLIS = 5_000;

  private static final Map<String, JsonObject> answeredByKilled = new ConcurrentHashMap<>();
  private static final Map<String, JsonObject> answeredByOther = new ConcurrentHashMap<>();

  /// Orders that were journalled under the killed owner and whose answer came from the other one.
  private static final AtomicInteger repeated = new AtomicInteger();

  /// The type of each answered report, by order.
  private static final Map<String, String> reported = new ConcurrentHashMap<>();

  private static final AtomicInteger refusedByStandby = new AtomicInteger();

  /// The amounts of a limit whose change was answered, in their order.
  private static final List<Integer> changes = new ArrayList<>();

  private static final String BY = "\"reason\":\"drill\",\"actor\":\"ops\"}";

  private static Database database;
  private static ServiceProcess killed;
  private static ServiceProcess other;

  @BeforeAll
  static void killTheOwnerUnderLoad() throws Exception {
    database = RunningService.freshDatabase();
    startPair();
    assertThat(killed.put("/v1/trading-state/account/halted", halt()).status()).isEqualTo(200);
    assertThat(killed.put("/v1/instruments/EVIL", restriction()).status()).isEqualTo(200);
    setTermsAPriceAndAPosition();
    storeALimitAndAPolicy();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Future<Void>>();
      for (int caller = 0; caller < CALLERS; caller++) {
        calls.add(callers.submit(new Caller(caller)));
      }
      Future<List<Integer>> lowered =
          callers.submit(
              new LimitChanger(
                  List.of(killed, other), PATIENCE, () -> answeredByOther.size() < ORDERS_EACH));
      await().atMost(PATIENCE).until(() -> answeredByKilled.size() >= ORDERS_EACH);
      assertThat(answeredByOther).as("only the owner decides").isEmpty();
      killed.kill();
      for (Future<Void> call : calls) {
        call.get();
      }
      changes.addAll(lowered.get());
    }
    System.out.printf(
        "authorize, owner of two killed under load: %d orders answered by it, %d by the other"
            + " (%d of them decided before the kill), each journalled once; %d refusals by the"
            + " standby before; %s ms without a decision, lease %d ms%n",
        answeredByKilled.size(),
        answeredByOther.size(),
        repeated.get(),
        refusedByStandby.get(),
        rows(PAUSE).getFirst(),
        LEASE_MILLIS);
  }

  @AfterAll
  static void stopPair() {
    killed.close();
    other.close();
  }

  /// Starts both at once; which one takes the lanes is open.
  private static void startPair() throws Exception {
    String lease = "tradewitness.authorize.journal.lease-life=" + LEASE_MILLIS + "ms";
    ServiceProcess one = ServiceProcess.launch(database, lease);
    ServiceProcess two = ServiceProcess.launch(database, lease);
    killed = one;
    other = two;
    await().atMost(PATIENCE).until(() -> isPair(one, two) || isPair(two, one));
    if (isPair(two, one)) {
      killed = two;
      other = one;
    }
  }

  private static boolean isPair(ServiceProcess owner, ServiceProcess standby) {
    return owner.health() == 200 && standby.health() == 503;
  }

  private static void setTermsAPriceAndAPosition() {
    String terms = "{\"status\":\"TRADABLE\",\"multiplier\":50,\"tick_size\":0.25,";
    Reply asked = killed.put("/v1/instruments/FUT", terms + BY);
    assertThat(asked.status()).as("another multiplier than 1").isEqualTo(202);
    String approve = "/v1/changes/" + asked.text("change_id") + "/approve";
    assertThat(killed.post(approve, "{\"approver\":\"second\"}").status()).isEqualTo(200);
    String price =
        "{\"symbol\":\"PRC\",\"price\":200,\"source\":\"drill\",\"at\":\"%s\"}"
            .formatted(Instant.now().truncatedTo(ChronoUnit.MICROS));
    assertThat(killed.put("/v1/reference-prices", "{\"prices\":[" + price + "]," + BY).status())
        .isEqualTo(200);
    String limit =
        "{\"scope\":\"ACCOUNT\",\"subject\":\"held\",\"symbol\":\"PRC\",\"control\":\"POSITION_LONG\","
            + "\"amount\":3,\"reason\":\"drill\",\"author\":\"ops\"}";
    assertThat(killed.post("/v1/limits", limit).status()).isEqualTo(200);
    String denied = "{\"value\":\"DENIED\"," + BY;
    assertThat(killed.put("/v1/permissions/listed/PRC", denied).status()).isEqualTo(200);
    assertThat(killed.authorize("terms", "t-1", "FUT", "BUY", "2", "10.25").text("status"))
        .isEqualTo("AUTHORIZED");
  }

  /// Both instances have read limits and policy by now: neither looks at these before a takeover.
  private static void storeALimitAndAPolicy() throws SQLException {
    String document =
        rows("select document from policy_version where status = 'ACTIVE'")
            .getFirst()
            .replace("default-1", "drill-2")
            .replace("'GME'", "'BANNED'");
    try (var connection = database.connect();
        var limit =
            connection.prepareStatement(
                "insert into risk_limit (scope, subject, control, amount, unit, changed_by, changed_at)"
                    + " values ('ACCOUNT', 'limited', 'MAX_ORDER_QTY', 5, 'quantity', 'ops', now())");
        var retire = connection.prepareStatement("update policy_version set status = 'RETIRED'");
        var policy =
            connection.prepareStatement(
                "insert into policy_version (version, document, digest, status, created_by, created_at)"
                    + " values ('drill-2', ?, ?, 'ACTIVE', 'ops', now())")) {
      limit.executeUpdate();
      retire.executeUpdate();
      policy.setString(1, document);
      policy.setString(2, PolicyVersion.of(document).digest());
      policy.executeUpdate();
    }
  }

  private static String halt() {
    return "{\"state\":\"HALTED\",\"reason\":\"drill\",\"actor\":\"ops\"}";
  }

  private static String restriction() {
    return "{\"status\":\"RESTRICTED\",\"reason\":\"list\",\"actor\":\"ops\"}";
  }

  /// Sends one order after the other, and of three orders one partial fill and one cancel. What
  /// gets no answer is sent again, to the other instance, as a client with two addresses does.
  private static final class Caller implements Callable<Void> {
    private final int number;
    private final long end = System.nanoTime() + PATIENCE.toNanos();
    private ServiceProcess asked;

    Caller(int number) {
      this.number = number;
      this.asked = number % 2 == 0 ? killed : other;
    }

    @Override
    public Void call() throws InterruptedException {
      for (int i = 0; answeredByOther.size() < ORDERS_EACH; i++) {
        String order = "c" + number + "/" + number + "-" + i;
        send(instance -> isAnswered(instance, order));
        if (i % 3 > 0) {
          String type = i % 3 == 1 ? "FILL" : "CANCEL";
          send(instance -> isReported(instance, order, type));
        }
      }
      return null;
    }

    private void send(Predicate<ServiceProcess> answered) throws InterruptedException {
      while (!answered.test(asked)) {
        assertThat(System.nanoTime()).as("the other one goes on").isLessThan(end);
        asked = asked == killed ? other : killed;
        Thread.sleep(10);
      }
    }
  }

  private static boolean isReported(ServiceProcess asked, String order, String type) {
    String[] parts = order.split("/");
    String report =
        """
        {"type":"%s","client_id":"%s","qty":1,"price":11,"exec_id":"x"}\
        """
            .formatted(type, parts[0]);
    try {
      Reply reply = asked.post("/v1/orders/" + parts[1] + "/events", report);
      if (reply.status() == 200) {
        assertThat(reported.put(order, type)).as(order).isNull();
        return true;
      }
      assertThat(reply.status()).isEqualTo(503);
    } catch (UncheckedIOException e) {
      assertThat(asked).as("who does not answer: %s", e).isSameAs(killed);
    }
    return false;
  }

  private static boolean isAnswered(ServiceProcess asked, String order) {
    try {
      Reply reply = authorize(asked, order);
      if (reply.status() == 200) {
        Map<String, JsonObject> answered = asked == killed ? answeredByKilled : answeredByOther;
        assertThat(answered.put(order, token(reply))).as(order).isNull();
        repeated.addAndGet(isReplayed(reply) ? 1 : 0);
        return true;
      }
      assertThat(reply.status()).isEqualTo(503);
      if (asked == other && answeredByOther.isEmpty()) {
        refusedByStandby.incrementAndGet();
      }
    } catch (UncheckedIOException e) {
      assertThat(asked).as("who does not answer: %s", e).isSameAs(killed);
    }
    return false;
  }

  private static Reply authorize(ServiceProcess asked, String order) {
    String[] parts = order.split("/");
    return asked.authorize(parts[0], parts[1], "AAPL", "BUY", "2", "10");
  }

  private static boolean isReplayed(Reply reply) {
    return reply.body().toString().contains("\"replayed\":true");
  }

  private static JsonObject token(Reply reply) {
    return Objects.requireNonNull(reply.body().object("decision_token"));
  }

  @Test
  void everyAnsweredOrderIsJournalledOnceWithoutAGapInAnyLane() throws Exception {
    JournalAudit audit = JournalAudit.of(database);
    assertThat(audit.faults()).isEmpty();
    var answered = new ArrayList<>(answeredByKilled.keySet());
    answered.addAll(answeredByOther.keySet());
    assertThat(answered).doesNotHaveDuplicates();
    assertThat(audit.statuses().keySet().stream().filter(order -> order.startsWith("c")))
        .as("of the callers, not of the other tests")
        .containsExactlyInAnyOrderElementsOf(answered);
  }

  @Test
  void theOtherOneRepeatsWhatTheKilledOneAnswered() {
    answeredByKilled.forEach((order, token) -> {
      Reply again = authorize(other, order);
      assertThat(isReplayed(again)).as(order).isTrue();
      if ("CANCEL".equals(reported.get(order))) {
        assertThat(again.text("order_status")).isEqualTo("CANCELLED");
        assertThat(again.text("decision_token", "jti")).isEqualTo(token.string("jti"));
        assertThat(token(again).has("signature")).isFalse();
      } else {
        assertThat(token(again)).isEqualTo(token);
      }
    });
  }

  @Test
  void everyAnsweredReportCountsOnceAndTheOtherOneHasTheJournalsExposure() throws Exception {
    assertThat(
            rows(
                "select client_id || '/' || client_order_id || ' ' || kind from journal"
                    + " where kind in ('FILL', 'CANCEL')"))
        .containsExactlyInAnyOrderElementsOf(
            reported.entrySet().stream()
                .map(report -> report.getKey() + " " + report.getValue())
                .toList());
    assertThat(rows("select distinct kind || ' ' || epoch from journal where kind <> 'DECISION'"))
        .as("fills and cancels under either owner")
        .hasSize(4);
    JournalAudit audit = JournalAudit.of(database);
    for (int caller = 0; caller < CALLERS; caller++) {
      Reply shown = other.get("/v1/exposures/c" + caller);
      JournalAudit.Sums sums = audit.sums("c" + caller);
      assertThat(new BigDecimal(shown.text("gross"))).isEqualByComparingTo(sums.gross());
      assertThat(new BigDecimal(shown.text("net"))).isEqualByComparingTo(sums.net());
    }
  }

  @Test
  void theStandbyRefusesUntilTheLanesAreItsOwn() {
    assertThat(refusedByStandby).hasPositiveValue();
  }

  /// From the last row of the killed one to the first row of the other one.
  private static final String PAUSE =
      """
      select round(extract(epoch from
          min(recorded_at) filter (where epoch = (select max(epoch) from journal))
        - max(recorded_at) filter (where epoch = (select min(epoch) from journal))) * 1000)
      from journal
      """;

  @Test
  void noRowOfTheKilledOwnerIsYoungerThanAnyOfTheOther() throws Exception {
    assertThat(rows("select distinct epoch from journal")).as("one takeover").hasSize(2);
    assertThat(Long.parseLong(rows(PAUSE).getFirst())).isPositive();
    assertThat(rows("select distinct owner from lane_lease")).hasSize(1);
  }

  @Test
  void aHaltAndARestrictionSetAtTheKilledOneHoldAtTheOther() {
    assertThat(other.authorize("halted", "a", "AAPL", "BUY", "1", "1").body().toString())
        .contains("KILL_SWITCH");
    assertThat(other.authorize("free", "b", "EVIL", "BUY", "1", "1").body().toString())
        .contains("RESTRICTED_INSTRUMENT");
  }

  @Test
  void termsPricesPositionsAndListsSetAtTheKilledOneHoldAtTheOther() {
    assertThat(other.get("/v1/exposures/terms").text("gross")).isEqualTo("1025"); // 2 × 10.25 × 50
    assertThat(other.authorize("terms", "t-2", "FUT", "BUY", "1", "10.3").body().toString())
        .contains("TICK_SIZE");
    assertThat(other.authorize("held", "h-1", "PRC", "BUY", "4", "1").body().toString())
        .contains("POSITION_LIMIT");
    assertThat(other.authorize("listed", "l-1", "PRC", "BUY", "1", "1").body().toString())
        .contains("NOT_PERMITTED");
    String market =
        "{\"client_order_id\":\"m-1\",\"symbol\":\"PRC\",\"side\":\"BUY\",\"qty\":1,"
            + "\"type\":\"MARKET\",\"client_id\":\"priced\"}";
    assertThat(other.post("/v1/authorize", market).text("status")).isEqualTo("AUTHORIZED");
    assertThat(other.get("/v1/exposures/priced").text("gross")).isEqualTo("210");
  }

  @Test
  void aLimitStoredSinceBothStartedHoldsAtTheOther() {
    assertThat(other.authorize("limited", "c", "AAPL", "BUY", "6", "1").body().toString())
        .contains("MAX_ORDER_QTY");
  }

  @Test
  void everyChangeThatWasAnsweredIsRecordedOnceInItsPlace() throws Exception {
    List<String> recorded =
        rows(
            "select value_after from control_record where subject = '%s' order by number"
                .formatted(LimitChanger.ACCOUNT));
    assertThat(recorded).isEqualTo(changes.stream().map(Object::toString).toList());
    assertThat(rows("select count(*) - max(number) from control_record")).containsExactly("0");
    assertThat(rows("select amount from risk_limit where subject = '" + LimitChanger.ACCOUNT + "'"))
        .containsExactly(recorded.getLast());
    assertThat(
            other
                .authorize(LimitChanger.ACCOUNT, "above", "AAPL", "BUY", aboveLast(), "0.01")
                .body()
                .toString())
        .as("in force at the one that took over")
        .contains("MAX_ORDER_QTY", "\"limit\":\"" + recorded.getLast() + '"');
    List<String> broken =
        rows(
            """
            select number from (
              select number, digest, encode(sha256(body), 'hex') as sha256,
                convert_from(body, 'UTF8')::json ->> 'previous' as previous,
                coalesce(lag(digest) over (order by number), repeat('0', 64)) as before
              from control_record) chained
            where digest <> sha256 or previous <> before\
            """);
    assertThat(broken).isEmpty();
    System.out.printf(
        "authorize, owner of two killed under load: %d changes of a limit answered, each recorded"
            + " once, in a chain without a gap%n",
        changes.size());
  }

  private static String aboveLast() {
    return Integer.toString(changes.getLast() + 1);
  }

  @Test
  void aPolicyStoredSinceBothStartedJudgesAtTheOther() {
    Reply banned = other.authorize("free", "d", "BANNED", "BUY", "11", "1");
    assertThat(banned.body().toString()).contains("SYMBOL_RESTRICTION");
    assertThat(banned.text("policy", "version")).isEqualTo("drill-2");
  }

  @Test
  void everyDecisionIsOnTheTopicInItsLanesOrderWithoutAGap() throws Exception {
    var topic = new LanesOnTopic(database);
    int records = topic.requireComplete();
    System.out.printf(
        "authorize.decisions: %d decisions in their lanes' order without a gap, %d sent twice%n",
        topic.journalled(), records - topic.journalled());
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aRequestToEndIsFollowedInOrder() throws Exception {
    assertThat(other.terminate()).isZero();
    assertThat(rows("select lane from lane_lease where until > now()"))
        .as("the lanes are given back")
        .isEmpty();
  }

  private static List<String> rows(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    }
  }
}
