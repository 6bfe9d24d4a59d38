package dev.tradewitness.spring.client;

import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.spool.SpoolBounds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of the client. Constructed means that the client takes them, but for `policyId` and
/// `spool.folder`, which only an application that uses the starter's own beans has to give.
///
/// @param enabled false for an application without a witness: no client, and no calls are logged
/// @param capture address of capture-service
/// @param policyId the stream that events go to, such as com.example:desk-1
/// @param tier conformance tier of events: SILVER, GOLD or PLATINUM
/// @param clockStatus how this machine's clock is known to be right: BEST_EFFORT, NTP_SYNCED or
///   PTP_LOCKED
/// @param linger how long the sender rests when there is nothing to do, 100us to 1s
/// @param closePatience how long the end of the application waits for events in memory to be sent,
///   at most 10m
/// @param buffer events in memory
/// @param request one request to capture-service
/// @param backoff waits after failed requests
/// @param spool events on the disk
/// @param authorize authorize-service
/// @param health the health endpoint
@ConfigurationProperties(prefix = "tradewitness.client", ignoreUnknownFields = false)
public record ClientProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("http://127.0.0.1:8081") URI capture,
    @Nullable String policyId,
    @DefaultValue("SILVER") String tier,
    @DefaultValue("BEST_EFFORT") String clockStatus,
    @DefaultValue("2ms") Duration linger,
    @DefaultValue("5s") Duration closePatience,
    @DefaultValue Buffer buffer,
    @DefaultValue Request request,
    @DefaultValue Backoff backoff,
    @DefaultValue Spool spool,
    @DefaultValue Authorize authorize,
    @DefaultValue Health health) {

  public ClientProperties {
    DeliveryBounds _ = bounds(buffer, request, backoff, linger);
  }

  /// @param events places in memory, a power of two from 16 to 1048576
  /// @param sizeMax bytes of these events, 1MB to 4GB
  public record Buffer(@DefaultValue("16384") int events, @DefaultValue("64MB") DataSize sizeMax) {}

  /// @param events most events of one request, 1 to 10000
  /// @param sizeMax most bytes of one request, more than 64KB, at most 16MB
  /// @param timeout from sending a request to the end of its answer, 100ms to 10m
  public record Request(
      @DefaultValue("1000") int events,
      @DefaultValue("4MB") DataSize sizeMax,
      @DefaultValue("10s") Duration timeout) {}

  /// @param first wait after the first failure, 1ms to max
  /// @param max longest wait, at most 10m
  public record Backoff(@DefaultValue("100ms") Duration first, @DefaultValue("10s") Duration max) {}

  /// @param folder where events wait while capture-service is away, of this process alone
  /// @param sizeMax bytes of all its files, 1MB to 64GB
  /// @param segmentSize size from which on a file is followed by a new one; made from sizeMax when
  ///   not set
  public record Spool(
      @Nullable Path folder,
      @DefaultValue("256MB") DataSize sizeMax,
      @Nullable DataSize segmentSize) {

    public Spool {
      SpoolBounds _ = bounds(sizeMax, segmentSize);
    }

    SpoolBounds bounds() {
      return bounds(sizeMax, segmentSize);
    }

    private static SpoolBounds bounds(DataSize size, @Nullable DataSize segment) {
      return segment == null
          ? SpoolBounds.ofBytes(size.toBytes())
          : new SpoolBounds(size.toBytes(), bytes("spool.segment-size", segment));
    }
  }

  /// @param address address of authorize-service; without one no order is permitted
  /// @param tokenKeys secrets of authorize-service in base64 by their names; without any, the
  ///   signature of a token only has to be there
  public record Authorize(@Nullable URI address, @DefaultValue Map<String, String> tokenKeys) {

    public Authorize {
      tokenKeys = Map.copyOf(tokenKeys);
      Map<String, byte[]> _ = keys(tokenKeys);
    }

    /// The secrets by their names.
    public Map<String, byte[]> keys() {
      return keys(tokenKeys);
    }

    private static Map<String, byte[]> keys(Map<String, String> texts) {
      var keys = new TreeMap<String, byte[]>();
      texts.forEach((kid, text) -> keys.put(kid, secret(kid, text)));
      return keys;
    }

    private static byte[] secret(String kid, String text) {
      byte[] secret;
      try {
        secret = Base64.getDecoder().decode(text.strip());
      } catch (IllegalArgumentException e) {
        // Without the cause, which quotes the secret.
        throw new IllegalArgumentException("authorize.token-keys.%s is not base64".formatted(kid));
      }
      if (secret.length < 32) {
        throw new IllegalArgumentException(
            "authorize.token-keys.%s has at least 32 bytes, got %d".formatted(kid, secret.length));
      }
      return secret;
    }

    @Override
    public String toString() {
      return "Authorize[%s, keys %s]".formatted(address, tokenKeys.keySet());
    }
  }

  /// @param overflow health while events are dropped; DOWN for an application that may not go on
  ///   without its witness
  public record Health(@DefaultValue("UNKNOWN") Overflow overflow) {}

  /// What the health endpoint says while events are dropped.
  public enum Overflow {
    UNKNOWN,
    DOWN
  }

  DeliveryBounds bounds() {
    return bounds(buffer, request, backoff, linger);
  }

  private static DeliveryBounds bounds(
      Buffer buffer, Request request, Backoff backoff, Duration linger) {
    return new DeliveryBounds(
        buffer.events,
        buffer.sizeMax.toBytes(),
        request.events,
        bytes("request.size-max", request.sizeMax),
        linger,
        request.timeout,
        backoff.first,
        backoff.max);
  }

  private static int bytes(String name, DataSize size) {
    if (size.toBytes() < 0 || size.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("%s is 0 to 2GB, got %s".formatted(name, size));
    }
    return (int) size.toBytes();
  }
}
