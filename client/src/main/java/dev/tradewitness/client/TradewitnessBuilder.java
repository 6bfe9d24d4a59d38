package dev.tradewitness.client;

import dev.tradewitness.client.authorize.AuthorizeDoor;
import dev.tradewitness.client.authorize.TokenCheck;
import dev.tradewitness.client.delivery.ClientListener;
import dev.tradewitness.client.delivery.Delivery;
import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.delivery.LdjsonSettings;
import dev.tradewitness.client.spool.SpoolBounds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Settings of a client; each is checked where it is set. Not for sharing between threads.
public final class TradewitnessBuilder {

  private static final long SPOOL_BYTES = 256L * 1024 * 1024;
  private static final Duration CLOSE_PATIENCE_MAX = Duration.ofMinutes(10);

  private final URI capture;
  private final Path spool;
  private DeliveryBounds bounds = DeliveryBounds.DEFAULT;
  private SpoolBounds spoolBounds = SpoolBounds.ofBytes(SPOOL_BYTES);
  private ClientListener listener = ClientListener.NONE;
  private Duration closePatience = Duration.ofSeconds(5);
  private InstantSource clock = InstantSource.system();
  private Map<String, byte[]> tokenKeys = Map.of();
  private LdjsonSettings ldjson = LdjsonSettings.DEFAULT;
  private @Nullable URI authorize;
  private @Nullable HttpClient http;
  private boolean isClosedAtExit = true;

  TradewitnessBuilder(URI capture, Path spool) {
    this.capture = Delivery.isLdjson(capture) ? capture : requireHttp(capture);
    this.spool = spool;
  }

  private static URI requireHttp(URI address) {
    boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!isHttp || address.getHost() == null || address.getQuery() != null) {
      throw new IllegalArgumentException("not an http or https address: " + address);
    }
    return address;
  }

  /// Bounds of buffer, requests and waits.
  public TradewitnessBuilder bounds(DeliveryBounds bounds) {
    this.bounds = bounds;
    return this;
  }

  /// Size of the spool; 256 MiB when not set.
  public TradewitnessBuilder spoolBounds(SpoolBounds bounds) {
    this.spoolBounds = bounds;
    return this;
  }

  public TradewitnessBuilder listener(ClientListener listener) {
    this.listener = listener;
    return this;
  }

  /// How long [Tradewitness#close] goes on sending, 0 to 10 min; 5 s when not set.
  public TradewitnessBuilder closePatience(Duration patience) {
    if (patience.isNegative() || patience.compareTo(CLOSE_PATIENCE_MAX) > 0) {
      throw new IllegalArgumentException(
          "closePatience is 0 to %s, got %s".formatted(CLOSE_PATIENCE_MAX, patience));
    }
    this.closePatience = patience;
    return this;
  }

  /// @param address of authorize-service, such as `http://127.0.0.1:8083`
  public TradewitnessBuilder authorize(URI address) {
    this.authorize = requireHttp(address);
    return this;
  }

  /// Secrets of authorize-service by their names (`kid`). With them the signature of each token is
  /// checked; without them it only has to be there.
  ///
  /// @throws IllegalArgumentException for no secret at all, or one of fewer than 32 bytes
  public TradewitnessBuilder tokenKeys(Map<String, byte[]> keys) {
    if (keys.isEmpty()) {
      // Such as a configuration that did not load: signatures would go unchecked unnoticed.
      throw new IllegalArgumentException("tokenKeys has at least one secret, got none");
    }
    TokenCheck.requireKeys(keys);
    this.tokenKeys = Map.copyOf(keys);
    return this;
  }

  /// How an LDJSON door is spoken to, when the address of capture is one.
  public TradewitnessBuilder ldjson(LdjsonSettings settings) {
    this.ldjson = settings;
    return this;
  }

  /// The clock that tokens are checked by.
  public TradewitnessBuilder clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }

  /// A client of yours, with TLS or a proxy. It stays yours: closing this client does not close it.
  public TradewitnessBuilder http(HttpClient http) {
    this.http = http;
    return this;
  }

  /// The end of the process does not close this client: its owner does, also after SIGTERM. For a
  /// container that ends in an order of its own, whose last requests still log.
  public TradewitnessBuilder closedByOwner() {
    this.isClosedAtExit = false;
    return this;
  }

  /// Opens the spool and starts the sender. The client is closed when the process ends in order,
  /// also by SIGTERM, unless [#closedByOwner].
  ///
  /// @throws IOException when the spool's folder cannot be used, or another process uses it
  /// @throws IllegalArgumentException when the spool has no room for the events of one request
  public Tradewitness open() throws IOException {
    HttpClient owned = http == null ? ownHttp() : null;
    HttpClient client = http != null ? http : Objects.requireNonNull(owned);
    try {
      var opened = new Tradewitness(delivery(client), door(client), closePatience, owned);
      return isClosedAtExit ? opened.closedAtExit() : opened;
    } catch (IOException | RuntimeException e) {
      if (owned != null) {
        owned.shutdownNow();
      }
      throw e;
    }
  }

  private Delivery delivery(HttpClient client) throws IOException {
    var random = new SplittableRandom(new SecureRandom().nextLong());
    return Delivery.open(
        new Delivery.Parts(client, capture, ldjson, spool, listener, System::nanoTime, random),
        bounds,
        spoolBounds);
  }

  private @Nullable AuthorizeDoor door(HttpClient client) {
    return authorize == null
        ? null
        : new AuthorizeDoor(client, authorize, new TokenCheck(tokenKeys, clock, TokenCheck.SKEW));
  }

  private static HttpClient ownHttp() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(2))
        .build();
  }
}
