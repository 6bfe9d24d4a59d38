package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.SearchFields;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.Warning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The one statement that stores numbered events and advances the heads of their streams.
final class EventInsert {

  private static final String SQL =
      """
      with advanced as (
        update stream s
        set head = h.head, conformance_tier = h.tier, signing = h.signing
        from unnest(?::int[], ?::bigint[], ?::text[], ?::text[]) as h(stream_id, head, tier, signing)
        where s.stream_id = h.stream_id)
      insert into event (stream_id, sequence, event_id, received_at, event_time_nanos, hash_profile,
        id_assigned, carries_reserved, event_hash, signature, signing_key_id, conformance_tier, clock_status,
        source, warnings, event_type, trace_id, symbol, order_id, account_id, document)
      select n.stream_id, n.sequence, n.event_id,
        timestamptz 'epoch' + n.received_at * interval '1 microsecond', n.event_time_nanos, n.hash_profile,
        n.id_assigned, n.carries_reserved, n.event_hash, n.signature, n.signing_key_id, n.tier, n.clock_status,
        n.source, n.warnings, n.event_type, n.trace_id, n.symbol, n.order_id, n.account_id, n.document
      from unnest(?::int[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::smallint[], ?::bool[], ?::bool[],
        ?::bytea[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[],
        ?::text[], ?::text[], ?::text[], ?::bytea[])
        as n(stream_id, sequence, event_id, received_at, event_time_nanos, hash_profile, id_assigned,
          carries_reserved, event_hash, signature, signing_key_id, tier, clock_status, source, warnings,
          event_type, trace_id, symbol, order_id, account_id, document)
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
      bind(columns, ordered);
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
