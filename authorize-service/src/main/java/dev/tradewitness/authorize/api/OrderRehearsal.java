package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.control.AccountLimits;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.LimitBook;
import dev.tradewitness.authorize.control.Permissions;
import dev.tradewitness.authorize.control.References;
import dev.tradewitness.authorize.control.StateBook;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.UnwrittenJournal;
import dev.tradewitness.authorize.lane.Custody;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneClock;
import dev.tradewitness.authorize.lane.LaneMeters;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.authorize.lane.LaneSettings;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.OrdersProperties;
import dev.tradewitness.authorize.lane.StateBounds;
import dev.tradewitness.authorize.lifecycle.Authorizer;
import dev.tradewitness.authorize.lifecycle.LifecycleMeters;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.RulesInForce;
import dev.tradewitness.authorize.policy.ShadowPolicy;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.kit.warmup.HotPath;
import dev.tradewitness.kit.warmup.HttpHotPath;
import dev.tradewitness.kit.warmup.Rehearsal;
import dev.tradewitness.kit.warmup.RehearsalServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.Filter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Orders over HTTP to lanes of their own, whose rows are confirmed and not written. Tokens are
/// signed with a random key that no verifier knows. Only the policy is the service's own: judging
/// has no effects.
final class OrderRehearsal implements Rehearsal {

  private static final String PATH = "/v1/authorize";
  private static final int LANES = 4;
  private static final int ACCOUNTS = 64;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final StateBounds BOUNDS =
      new StateBounds(100_000, 10_000, 100_000, 100_000, 64, 1);

  private static final BigDecimal NO_LIMIT_REACHED = new BigDecimal("1000000000000");
  private static final ControlBook CONTROLS =
      new ControlBook(
          new ControlsRef(1, "0".repeat(64)),
          new LimitBook(
              new AccountLimits(
                  NO_LIMIT_REACHED, NO_LIMIT_REACHED, NO_LIMIT_REACHED, NO_LIMIT_REACHED),
              Map.of(),
              Map.of()),
          StateBook.ACTIVE,
          Map.of(),
          Map.of(),
          Permissions.NONE,
          References.NONE,
          new ControlBook.Unknown(false, false, false));

  private final Supplier<PolicyEngine> policy;
  private final JournalStore journal;
  private final OrdersProperties orders;
  private final List<Filter> filters;
  private final TokenSigner signer = signer();

  /// @param journal is asked for nothing: every order of the rehearsal is new
  /// @param filters in front of the servlet
  OrderRehearsal(
      Supplier<PolicyEngine> policy,
      JournalStore journal,
      OrdersProperties orders,
      List<Filter> filters) {
    this.policy = policy;
    this.journal = journal;
    this.orders = orders;
    this.filters = List.copyOf(filters);
  }

  private static TokenSigner signer() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return new TokenSigner(
        new TokenKeys(new TokenKey("rehearsal", secret), List.of()), Duration.ofSeconds(1));
  }

  @Override
  public List<HotPath> paths() throws Exception {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var lanes = lanes(meters);
    var servlet =
        new AuthorizeServlet(authorizer(lanes, meters), new ServletProblems(meters), null);
    return List.of(
        new HttpHotPath(
            "orders", RehearsalServer.start(PATH, servlet, filters), OrderRehearsal::order),
        new Snapshots(lanes));
  }

  private Lanes lanes(MeterRegistry meters) {
    var laneMeters = new LaneMeters(meters);
    var settings =
        new LaneSettings(
            orders,
            BOUNDS,
            Period.ofDays(1),
            _ -> {},
            new LaneClock(InstantSource.system(), laneMeters),
            laneMeters,
            signer,
            LANES,
            KeyedHash.ofSeed(RANDOM.nextLong()));
    return new Lanes(settings, new Unwritten());
  }

  private Authorizer authorizer(Lanes lanes, MeterRegistry meters) {
    return new Authorizer(
        lanes,
        journal,
        () -> new RulesInForce(CONTROLS, policy.get()),
        signer,
        () -> true,
        new ShadowPolicy(InstantSource.system(), meters),
        new LifecycleMeters(meters));
  }

  /// One in 16 is larger than the first policy allows; both sides come to every account.
  private static byte[] order(int number) {
    return """
    {"order":{"client_order_id":"rehearsal-%d","symbol":"AAPL","side":"%s","qty":%d,"price":185.50},\
    "context":{"client_id":"rehearsal-%d"}}\
    """
        .formatted(
            number,
            number / ACCOUNTS % 2 == 0 ? "BUY" : "SELL",
            number % 16 == 15 ? 1_500 : 1,
            number % ACCOUNTS)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// The first snapshots of a service hold their lanes no longer than later ones.
  private record Snapshots(Lanes lanes) implements HotPath {

    @Override
    public String name() {
      return "snapshots";
    }

    @Override
    public void round(int number) {
      LaneRecovery.rehearseSnapshot(lanes.all().get(number % LANES));
    }
  }

  private static final class Unwritten implements Custody {

    @Override
    public @Nullable Refusal refusal() {
      return null;
    }

    @Override
    public boolean isHeld() {
      return true;
    }

    @Override
    public long epoch(int lane) {
      return 1;
    }

    @Override
    public boolean hasRoomToSpare() {
      return true;
    }

    @Override
    public boolean offer(Pending row) {
      UnwrittenJournal.confirm(row);
      return true;
    }
  }
}
