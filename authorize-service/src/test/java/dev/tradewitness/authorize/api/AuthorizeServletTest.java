package dev.tradewitness.authorize.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.NoRules;
import dev.tradewitness.authorize.journal.JournalMeters;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.Custody;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneClock;
import dev.tradewitness.authorize.lane.LaneMeters;
import dev.tradewitness.authorize.lane.LaneSettings;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.OrdersProperties;
import dev.tradewitness.authorize.lane.StateBounds;
import dev.tradewitness.authorize.lane.TimeInForceProperties;
import dev.tradewitness.authorize.lifecycle.Authorizer;
import dev.tradewitness.authorize.lifecycle.LifecycleMeters;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.policy.RulesInForce;
import dev.tradewitness.authorize.policy.ShadowPolicy;
import dev.tradewitness.authorize.token.TokenKey;
import dev.tradewitness.authorize.token.TokenKeys;
import dev.tradewitness.authorize.token.TokenSigner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Period;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/// The door of orders before lanes whose rows nobody writes.
class AuthorizeServletTest {

  private static final String ORDER =
      """
      {"order":{"client_order_id":"a","symbol":"AAPL","side":"BUY","qty":1,"price":1},
       "context":{"client_id":"acme"}}\
      """;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private final AuthorizeServlet servlet =
      new AuthorizeServlet(authorizer(), new ServletProblems(registry), null);

  @Test
  void aRequestThatIsInterruptedWhileItsDecisionWaitsForTheCommitIsToldToAskAgain()
      throws Exception {
    var request = new MockHttpServletRequest("POST", "/v1/authorize");
    request.setContentType("application/json");
    request.setContent(ORDER.getBytes(StandardCharsets.UTF_8));
    var response = new MockHttpServletResponse();
    Thread.currentThread().interrupt();
    servlet.service(request, response);
    assertThat(Thread.interrupted())
        .as("whoever stops the thread sees that it has to end")
        .isTrue();
    assertThat(queue).as("the decision that may still be written").hasSize(1);
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeader("Retry-After")).isEqualTo("5");
    assertThat(response.getContentAsString())
        .contains("\"code\":\"STOPPING\"", "send the same request again");
    assertThat(registry.get("authorize.refusals").tag("code", "STOPPING").counter().count())
        .isEqualTo(1);
  }

  private Authorizer authorizer() {
    var meters = new LaneMeters(registry);
    var signer =
        new TokenSigner(
            new TokenKeys(new TokenKey("k1", new byte[32]), List.of()), Duration.ofMinutes(5));
    var lives =
        new TimeInForceProperties(
            TimeInForce.DAY, Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(30));
    var settings =
        new LaneSettings(
            new OrdersProperties(
                Duration.ofHours(24),
                lives,
                Duration.ofSeconds(2),
                null,
                null,
                null,
                null,
                null,
                10,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10)),
            new StateBounds(100, 100, 100, 100, 10, 100),
            Period.ofDays(3),
            _ -> {},
            new LaneClock(InstantSource.system(), meters),
            meters,
            signer,
            1,
            KeyedHash.ofSeed(42));
    var controls = Books.nothing().book();
    var nowhere = new DriverManagerDataSource();
    return new Authorizer(
        new Lanes(settings, new Queued()),
        new JournalStore(nowhere, nowhere, nowhere, new JournalMeters(registry)),
        () -> new RulesInForce(controls, NoRules.POLICY),
        signer,
        () -> true,
        new ShadowPolicy(InstantSource.system(), registry),
        new LifecycleMeters(registry));
  }

  private final class Queued implements Custody {

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
      return queue.add(row);
    }
  }
}
