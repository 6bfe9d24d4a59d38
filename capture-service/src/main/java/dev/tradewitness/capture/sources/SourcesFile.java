package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.fix.FixMapping;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the file says, once it is valid as a whole.
///
/// @param digest SHA-256 over the file's bytes
/// @param taps by topic, in the file's order
/// @param fix the FIX sessions that are accepted
/// @param redis the Redis streams that are read
/// @param ldjson by the `src` of their lines, in the file's order
/// @param mirror how mirrored requests become events
public record SourcesFile(
    Hash digest,
    Map<String, KafkaTap> taps,
    List<FixSession> fix,
    List<RedisStream> redis,
    Map<String, LdjsonSource> ldjson,
    MirrorSource mirror) {

  static final String DEFAULT_POLICY = "local.tradewitness:";

  public SourcesFile {
    fix = List.copyOf(fix);
    redis = List.copyOf(redis);
    taps = Collections.unmodifiableMap(new LinkedHashMap<>(taps));
    ldjson = Collections.unmodifiableMap(new LinkedHashMap<>(ldjson));
  }

  static <T> Map<String, T> byName(List<T> sources, Function<T, String> name) {
    var named = new LinkedHashMap<String, T>();
    sources.forEach(source -> named.put(name.apply(source), source));
    return named;
  }

  /// What the lines of a source are recorded under, whether the file names it or not.
  public SourcePolicy ldjsonPolicy(String src) {
    LdjsonSource named = ldjson.get(src);
    return named == null
        ? new SourcePolicy(DEFAULT_POLICY + src, Tier.SILVER, ClockStatus.BEST_EFFORT)
        : named.policy();
  }

  /// One tapped topic.
  ///
  /// @param policy what its messages are recorded under
  /// @param signing of that stream; null as the service's settings have it
  public record KafkaTap(
      String topic, Mapping mapping, SourcePolicy policy, @Nullable SigningMode signing) {}

  /// One FIX session that is accepted.
  ///
  /// @param beginString of the session: FIX.4.2, FIX.4.4 or FIXT.1.1
  /// @param senderCompId ours
  /// @param targetCompId the counterparty's
  public record FixSession(
      String beginString,
      String senderCompId,
      String targetCompId,
      SourcePolicy policy,
      @Nullable SigningMode signing) {

    /// As the counterparty is known here, for example `FIX.4.4:OMS`.
    public String name() {
      return FixMapping.lane(beginString, targetCompId);
    }

    /// How QuickFIX/J names its files.
    String storeName() {
      return beginString + "-" + senderCompId + "-" + targetCompId;
    }
  }

  /// One Redis stream that is read.
  ///
  /// @param name of the source; the stream's, unless two servers have one of that name
  /// @param host of the server
  /// @param port of the server
  /// @param tls whether the connection is encrypted
  /// @param stream the key
  /// @param field the field that holds JSON; null when all fields are the message
  public record RedisStream(
      String name,
      String host,
      int port,
      boolean tls,
      String stream,
      Mapping mapping,
      @Nullable String field,
      SourcePolicy policy,
      @Nullable SigningMode signing) {

    /// Where it is.
    String place() {
      return host + ":" + port + "/" + stream;
    }

    /// As it is known here, for example `redis:orders`.
    public String source() {
      return "redis:" + name;
    }
  }

  /// One source of LDJSON lines.
  ///
  /// @param src as its lines have it
  /// @param signing of that stream; null as the service's settings have it
  public record LdjsonSource(String src, SourcePolicy policy, @Nullable SigningMode signing) {}

  /// How a message becomes an event.
  public sealed interface Mapping {

    /// As the generic integration guide has it for the topic of that name.
    enum Known implements Mapping {
      ORDERS,
      EXECUTIONS,
      ERRORS,
      DECISIONS,

      /// As the guide has it for Redis streams; for those only.
      GUIDE
    }

    /// Any JSON object, kept whole under `payload.message`.
    ///
    /// @param eventType of its event
    record Whole(String eventType) implements Mapping {}

    /// By the first of some pointer mappings that fits.
    ///
    /// @param orders at least one, tried in this order
    /// @param otherwise for a message that none fits; null when it is refused
    record Pointers(List<OrderMapping> orders, @Nullable Whole otherwise) implements Mapping {

      public Pointers {
        orders = List.copyOf(orders);
      }
    }
  }

  public SortedSet<String> topics() {
    return new TreeSet<>(taps.keySet());
  }

  /// Where the file says how a stream is signed.
  public Map<String, SigningMode> signing() {
    var signing = new HashMap<String, SigningMode>();
    taps.values().forEach(tap -> put(signing, tap.policy(), tap.signing()));
    fix.forEach(session -> put(signing, session.policy(), session.signing()));
    redis.forEach(stream -> put(signing, stream.policy(), stream.signing()));
    ldjson.values().forEach(source -> put(signing, source.policy(), source.signing()));
    put(signing, mirror.rules().policy(), mirror.signing());
    return signing;
  }

  private static void put(
      Map<String, SigningMode> signing, SourcePolicy policy, @Nullable SigningMode mode) {
    if (mode != null) {
      signing.put(policy.policyId(), mode);
    }
  }
}
