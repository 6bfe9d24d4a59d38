package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.redis.EntryId;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;

/// One connection to one server, for one stream and one thread. Replies are read as they come over
/// the wire, since Jedis's own types drop a field whose name is there twice.
final class RedisLink implements AutoCloseable {

  private static final byte[] ALL_NEW = bytes(">");

  /// One for all instances: only one of them reads, and each end would leave a name behind.
  private static final byte[] CONSUMER = bytes("capture");

  private final Jedis redis;
  private final RedisStream stream;
  private final byte[] key;
  private final byte[] group;

  private RedisLink(Jedis redis, RedisStream stream, String group) {
    this.redis = redis;
    this.stream = stream;
    this.key = bytes(stream.stream());
    this.group = bytes(group);
  }

  static RedisLink open(RedisStream stream, DefaultJedisClientConfig config, String group) {
    var redis = new Jedis(new HostAndPort(stream.host(), stream.port()), config);
    try {
      redis.connect();
    } catch (RuntimeException e) {
      redis.close();
      throw e;
    }
    return new RedisLink(redis, stream, group);
  }

  /// Makes the group where there is none.
  ///
  /// @return false when there is no such stream yet
  boolean join() {
    try {
      redis.sendCommand(
          Command.XGROUP, bytes("CREATE"), key, group, bytes(EntryId.ZERO.toString()));
      return true;
    } catch (JedisDataException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith("BUSYGROUP")) {
        return true;
      }
      if (message.contains("requires the key to exist")) {
        return false;
      }
      throw e;
    }
  }

  /// Looks at the stream and reads on behind that place, in one step: wherever the group stood.
  ///
  /// @param place null: from the beginning
  RedisLook look(@Nullable StreamPlace place, int count) {
    EntryId after = place == null ? EntryId.ZERO : place.cursor();
    Response<Object> info;
    Response<Object> read;
    try (var together = new Transaction(redis)) {
      info = together.sendCommand(Command.XINFO, bytes("STREAM"), key);
      together.sendCommand(
          Command.XGROUP,
          bytes("SETID"),
          key,
          group,
          bytes(after.toString()),
          bytes("ENTRIESREAD"),
          bytes(place == null ? "0" : Long.toString(place.number())));
      read =
          together.sendCommand(
              Command.XREADGROUP,
              bytes("GROUP"),
              group,
              CONSUMER,
              bytes("COUNT"),
              bytes(Integer.toString(count)),
              bytes("STREAMS"),
              key,
              ALL_NEW);
      together.exec();
    }
    Map<String, Object> stream = members(info.get());
    if (!(stream.get("entries-added") instanceof Long added)) {
      throw new UnsupportedOperationException("Redis 7.0 or newer is needed: it counts entries");
    }
    return new RedisLook(
        added,
        number(stream, "length"),
        id(stream.get("last-generated-id")),
        stream.get("first-entry") instanceof List<?> first ? id(first.getFirst()) : null,
        ofStream(read.get()));
  }

  /// Waits until something is added behind that entry, at most for that time.
  void awaitMore(EntryId after, Duration time) {
    redis.sendBlockingCommand(
        Command.XREAD,
        bytes("COUNT"),
        bytes("1"),
        bytes("BLOCK"),
        bytes(Long.toString(time.toMillis())),
        bytes("STREAMS"),
        key,
        bytes(after.toString()));
  }

  /// Entries that a consumer was given and never acknowledged.
  ///
  /// @param next where to go on, 0-0 at the end
  record Left(EntryId next, List<RedisEntry> entries) {}

  /// Claims some of what any consumer has not acknowledged for so long.
  Left claim(Duration idle, EntryId from, int count) {
    List<?> reply =
        list(
            redis.sendCommand(
                Command.XAUTOCLAIM,
                key,
                group,
                CONSUMER,
                bytes(Long.toString(idle.toMillis())),
                bytes(from.toString()),
                bytes("COUNT"),
                bytes(Integer.toString(count))));
    return new Left(id(reply.get(0)), entries(list(reply.get(1))));
  }

  void acknowledge(List<RedisEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var arguments = new ArrayList<byte[]>(entries.size() + 2);
    arguments.add(key);
    arguments.add(group);
    entries.forEach(entry -> arguments.add(bytes(entry.id().toString())));
    redis.sendCommand(Command.XACK, arguments.toArray(byte[][]::new));
  }

  @Override
  public void close() {
    redis.close();
  }

  private List<RedisEntry> ofStream(@Nullable Object reply) {
    if (reply == null) {
      return List.of();
    }
    List<?> one = list(list(reply).getFirst());
    return entries(list(one.get(1)));
  }

  private List<RedisEntry> entries(List<?> replies) {
    var entries = new ArrayList<RedisEntry>(replies.size());
    for (Object reply : replies) {
      List<?> entry = list(reply);
      // Of one that was deleted since it was given out, only the id is left.
      if (entry.get(1) instanceof List<?> texts) {
        var fields = new ArrayList<RedisEntry.Field>(texts.size() / 2);
        for (int i = 0; i + 1 < texts.size(); i += 2) {
          fields.add(new RedisEntry.Field((byte[]) texts.get(i), (byte[]) texts.get(i + 1)));
        }
        entries.add(new RedisEntry(stream.name(), stream.stream(), id(entry.get(0)), fields));
      }
    }
    return entries;
  }

  private static Map<String, Object> members(Object reply) {
    List<?> flat = list(reply);
    var members = new HashMap<String, Object>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      members.put(text(flat.get(i)), flat.get(i + 1));
    }
    return members;
  }

  private static long number(Map<String, Object> members, String name) {
    if (members.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("Redis says no " + name);
  }

  private static EntryId id(@Nullable Object reply) {
    return EntryId.parse(text(reply));
  }

  private static String text(@Nullable Object reply) {
    if (reply instanceof byte[] text) {
      return new String(text, StandardCharsets.UTF_8);
    }
    throw new IllegalStateException("Redis answered " + reply);
  }

  private static List<?> list(@Nullable Object reply) {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw new IllegalStateException("Redis answered " + reply);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
