package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.SearchFields;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.common.crypto.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The one statement that stores numbered events and advances the heads of their streams. It gives
/// the digest of a sources file a number when it is the first to bring it: a number that is known
/// here would be wrong once the database is replaced.
final class EventInsert {

  private static final String SQL =
      """
      with advanced as (
        update stream s
        set head = h.head, conformance_tier = h.tier, signing = h.signing
        from unnest(?::int[], ?::bigint[], ?::text[], ?::text[]) as h(stream_id, head, tier, signing)
        where s.stream_id = h.stream_id),
      given as (select g.place, g.digest from unnest(?::int[], ?::bytea[]) as g(place, digest)),
      added as (
        insert into sources_file (digest)
        select g.digest from given g
        where not exists (select from sources_file f where f.digest = g.digest)
        order by g.digest
        on conflict (digest) do update set digest = excluded.digest
        returning sources_id, digest),
      numbered as (
        select array_agg(f.sources_id order by g.place) as ids
        from given g join (select sources_id, digest from sources_file
          union all select sources_id, digest from added) f using (digest))
      insert into event (stream_id, sequence, event_id, received_at, event_time_nanos, hash_profile,
        id_assigned, carries_reserved, event_hash, signature, signing_key_id, conformance_tier, clock_status,
        source, warnings, event_type, trace_id, symbol, order_id, account_id, document, sources_id)
      select n.stream_id, n.sequence, n.event_id,
        timestamptz 'epoch' + n.received_at * interval '1 microsecond', n.event_time_nanos, n.hash_profile,
        n.id_assigned, n.carries_reserved, n.event_hash, n.signature, n.signing_key_id, n.tier, n.clock_status,
        n.source, n.warnings, n.event_type, n.trace_id, n.symbol, n.order_id, n.account_id, n.document,
        (select ids from numbered)[n.sources]
      from unnest(?::int[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::smallint[], ?::bool[], ?::bool[],
        ?::bytea[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[],
        ?::text[], ?::text[], ?::text[], ?::bytea[], ?::int[])
        as n(stream_id, sequence, event_id, received_at, event_time_nanos, hash_profile, id_assigned,
          carries_reserved, event_hash, signature, signing_key_id, tier, clock_status, source, warnings,
          event_type, trace_id, symbol, order_id, account_id, document, sources)
      on conflict (event_id) do nothing
      """;

  /// An entry with its number.
  record Numbered(StreamEntry entry, int streamId, long sequence) {
    UUID eventId() {
      return entry.event().id().value();
    }
  }

  /// A stream's head after the events are in, with the tier and signing of its newest event.
  record Head(int streamId, long head, StreamEntry newest) {}

  private EventInsert() {}

  /// @return how many events went in; less than all of them when another transaction has stored one
  ///   of the ids, and then the caller must roll back, since the numbers would have a gap
  static int run(Connection connection, List<Numbered> events, List<Head> heads)
      throws SQLException {
    // All committers insert ids in this order, so that two of them can wait for each other's but
    // never in a circle.
    List<Numbered> ordered =
        events.stream().sorted(Comparator.comparing(Numbered::eventId)).toList();
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      var columns = new Columns(connection, statement);
      columns.add("int4", heads.stream().map(Head::streamId).toArray());
      columns.add("int8", heads.stream().map(Head::head).toArray());
      columns.add("text", heads.stream().map(h -> h.newest().event().tier().name()).toArray());
      columns.add("text", heads.stream().map(h -> h.newest().signing().wireName()).toArray());
      var files = new SourcesFiles(ordered);
      columns.add("int4", files.places());
      columns.add("bytea", files.digests());
      bind(columns, ordered);
      columns.add("int4", files.ofEvents());
      return statement.executeUpdate();
    }
  }

  private static void bind(Columns columns, List<Numbered> events) throws SQLException {
    int n = events.size();
    var streamIds = new Integer[n];
    var sequences = new Long[n];
    var ids = new UUID[n];
    var receivedAt = new Long[n];
    var times = new @Nullable Long[n];
    var profiles = new Short[n];
    var assigned = new Boolean[n];
    var security = new Boolean[n];
    var hashes = new byte[n][];
    var signatures = new byte[n] @Nullable [];
    var keyIds = new @Nullable String[n];
    var tiers = new String[n];
    var clocks = new String[n];
    var sources = new String[n];
    var warnings = new String[n];
    var types = new @Nullable String[n];
    var traces = new @Nullable UUID[n];
    var symbols = new @Nullable String[n];
    var orders = new @Nullable String[n];
    var accounts = new @Nullable String[n];
    var documents = new byte[n][];
    for (int i = 0; i < n; i++) {
      Numbered numbered = events.get(i);
      StreamEntry entry = numbered.entry();
      TradingEvent event = entry.event();
      SearchFields fields = event.fields();
      EventSignature signature = entry.signature();
      streamIds[i] = numbered.streamId();
      sequences[i] = numbered.sequence();
      ids[i] = event.id().value();
      receivedAt[i] = entry.reception().receivedAtMicros();
      times[i] = fields.eventTimeNanos();
      profiles[i] = EventRows.profileCode(event.document().profile());
      assigned[i] = event.id().assigned();
      security[i] = event.document().carriesReserved();
      hashes[i] = event.document().hash().bytes();
      signatures[i] = signature == null ? null : signature.bytes();
      keyIds[i] = signature == null ? null : signature.keyId();
      tiers[i] = event.tier().name();
      clocks[i] = entry.reception().clock().name();
      sources[i] = entry.reception().source();
      warnings[i] = Warning.stored(event.warnings());
      types[i] = fields.eventType();
      traces[i] = fields.traceId();
      symbols[i] = fields.symbol();
      orders[i] = fields.orderId();
      accounts[i] = fields.accountId();
      documents[i] = event.document().bytes();
    }
    columns.add("int4", streamIds);
    columns.add("int8", sequences);
    columns.add("uuid", ids);
    columns.add("int8", receivedAt);
    columns.add("int8", times);
    columns.add("int2", profiles);
    columns.add("bool", assigned);
    columns.add("bool", security);
    columns.add("bytea", hashes);
    columns.add("bytea", signatures);
    columns.add("text", keyIds);
    columns.add("text", tiers);
    columns.add("text", clocks);
    columns.add("text", sources);
    columns.add("text", warnings);
    columns.add("text", types);
    columns.add("uuid", traces);
    columns.add("text", symbols);
    columns.add("text", orders);
    columns.add("text", accounts);
    columns.add("bytea", documents);
  }

  /// The few sources files of many events, with places from 1 as PostgreSQL counts.
  private static final class SourcesFiles {
    private final Map<Hash, Integer> placeOf = new LinkedHashMap<>();
    private final @Nullable Integer[] ofEvents;

    SourcesFiles(List<Numbered> events) {
      ofEvents = new @Nullable Integer[events.size()];
      for (int i = 0; i < ofEvents.length; i++) {
        Hash digest = events.get(i).entry().reception().sourcesDigest();
        if (digest != null) {
          ofEvents[i] = placeOf.computeIfAbsent(digest, _ -> placeOf.size() + 1);
        }
      }
    }

    Integer[] places() {
      return placeOf.values().toArray(Integer[]::new);
    }

    byte[][] digests() {
      return placeOf.keySet().stream().map(Hash::bytes).toArray(byte[][]::new);
    }

    @Nullable Integer[] ofEvents() {
      return ofEvents;
    }
  }

  /// Binds one array after another.
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private int next = 1;

    Columns(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    void add(String type, @Nullable Object[] values) throws SQLException {
      statement.setArray(next++, connection.createArrayOf(type, values));
    }
  }
}
