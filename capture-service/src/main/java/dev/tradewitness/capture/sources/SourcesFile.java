package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.common.crypto.Hash;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the file says, once it is valid as a whole.
///
/// @param digest SHA-256 over the file's bytes
/// @param taps by topic, in the file's order
/// @param fix the FIX sessions that are accepted
/// @param redis the Redis streams that are read
public record SourcesFile(
    Hash digest, Map<String, KafkaTap> taps, List<FixSession> fix, List<RedisStream> redis) {

  public SourcesFile {
    fix = List.copyOf(fix);
    redis = List.copyOf(redis);
    taps = Collections.unmodifiableMap(new LinkedHashMap<>(taps));
  }

  static SourcesFile of(
      Hash digest, List<KafkaTap> taps, List<FixSession> fix, List<RedisStream> redis) {
    var byTopic = new LinkedHashMap<String, KafkaTap>();
    taps.forEach(tap -> byTopic.put(tap.topic(), tap));
    return new SourcesFile(digest, byTopic, fix, redis);
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
      return beginString + ":" + targetCompId;
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

    /// As it is known here, for example `redis:orders`.
    public String source() {
      return "redis:" + name;
    }
  }

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
  }

  public SortedSet<String> topics() {
    return new TreeSet<>(taps.keySet());
  }

  /// Where the file says how a stream is signed.
  public Map<String, SigningMode> signing() {
    var signing = new HashMap<String, SigningMode>();
    for (KafkaTap tap : taps.values()) {
      if (tap.signing() != null) {
        signing.put(tap.policy().policyId(), tap.signing());
      }
    }
    for (FixSession session : fix) {
      if (session.signing() != null) {
        signing.put(session.policy().policyId(), session.signing());
      }
    }
    for (RedisStream stream : redis) {
      if (stream.signing() != null) {
        signing.put(stream.policy().policyId(), stream.signing());
      }
    }
    return signing;
  }
}
