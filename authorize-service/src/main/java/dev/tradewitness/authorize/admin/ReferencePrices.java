package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ReferenceBatch.SymbolPrice;
import dev.tradewitness.authorize.control.Reference;
import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.References;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps reference prices: those of the settings, and those that were sent. A batch is stored
/// beside its control record, which has the batch's digest. Of a batch only the prices count for
/// which no newer batch counts.
///
/// Owned by [ControlAdmin]: call only under its monitor, but for [#read] and [#body], which read
/// nothing but the database.
final class ReferencePrices {

  private static final Logger log = LoggerFactory.getLogger(ReferencePrices.class);

  private static final int DELETED_AT_ONCE = 100;
  private static final int READ_AT_ONCE = 50;

  private final EntityManager entities;
  private final ReferenceProperties properties;
  private final BigDecimal factor;
  private final Map<String, Reference> ofSettings = new HashMap<>();
  private Sent sent = Sent.NOTHING;
  private References current;
  private @Nullable ReferenceBatch stored;

  ReferencePrices(EntityManager entities, ReferenceProperties properties) {
    this.entities = entities;
    this.properties = properties;
    this.factor = BigDecimal.ONE.add(properties.collar());
    properties
        .prices()
        .forEach((name, price) -> {
          String symbol = new Symbol(name).value();
          if (ofSettings.put(symbol, reference(price, Reference.TIMELESS)) != null) {
            throw new IllegalArgumentException("two reference prices for the symbol " + symbol);
          }
        });
    this.current = references();
  }

  /// @param counting by symbol
  /// @param refused symbols whose batch is not what its record says: they have no price, not even
  ///   one of the settings
  private record Sent(Map<String, SymbolPrice> counting, Set<String> refused) {
    static final Sent NOTHING = new Sent(Map.of(), Set.of());
  }

  private Reference reference(BigDecimal price, long atMicros) {
    return new Reference(price, price.multiply(factor), atMicros);
  }

  /// What counts now.
  References inForce() {
    return current;
  }

  private References references() {
    var all = new HashMap<>(ofSettings);
    all.keySet().removeAll(sent.refused());
    sent.counting()
        .forEach((symbol, one) ->
            all.put(symbol, reference(one.price().value(), Rfc3339.micros(one.at()))));
    return new References(all, properties.maxAge().toNanos() / 1_000);
  }

  /// The prices of a batch that would count.
  ReferenceBatch counting(ReferenceBatch batch) {
    return new ReferenceBatch(
        batch.prices().stream()
            .filter(one -> one.replaces(sent.counting().get(one.symbol().value())))
            .toList());
  }

  /// True when there is no room for the batch's symbols.
  boolean isFull(ReferenceBatch batch) {
    long added =
        batch.prices().stream()
            .filter(one -> !sent.counting().containsKey(one.symbol().value()))
            .count();
    return sent.counting().size() + added > properties.symbolsMax();
  }

  /// Stores a batch whose prices all count, and deletes some that were replaced long ago. Call
  /// inside the transaction of its record.
  void store(ReferenceBatch batch, ControlRecord record) {
    byte[] body = batch.body();
    entities
        .createNativeQuery(
            "insert into reference_batch (number, recorded_at, body) values (?1, ?2, ?3)")
        .setParameter(1, record.number())
        .setParameter(2, record.recordedAt())
        .setParameter(3, body)
        .executeUpdate();
    entities
        .createNativeQuery(
            """
            insert into reference_price (symbol, batch)
            select jsonb_extract_path_text(price, 'symbol'), ?2
            from jsonb_array_elements(jsonb_extract_path(cast(?1 as jsonb), 'prices')) price
            on conflict (symbol) do update set batch = excluded.batch\
            """)
        .setParameter(1, new String(body, StandardCharsets.UTF_8))
        .setParameter(2, record.number())
        .executeUpdate();
    entities
        .createNativeQuery(
            """
            delete from reference_batch where number in (
              select number from reference_batch b
              where recorded_at < ?1
                and not exists (select 1 from reference_price p where p.batch = b.number)
              order by number limit ?2)\
            """)
        .setParameter(1, record.recordedAt().minus(properties.batchesKept()))
        .setParameter(2, DELETED_AT_ONCE)
        .executeUpdate();
    stored = batch;
  }

  /// Takes over what was stored last, once it is durable.
  void takeStored() {
    if (stored != null) {
      var all = new HashMap<>(sent.counting());
      stored.prices().forEach(one -> all.put(one.symbol().value(), one));
      var refused = new HashSet<>(sent.refused());
      refused.removeAll(all.keySet());
      sent = new Sent(all, refused);
      stored = null;
      current = references();
    }
  }

  /// Takes over what the database says.
  void reload() {
    sent = readSent();
    stored = null;
    current = references();
  }

  /// What was sent and counts, by symbol. A batch that is not what its record says counts for
  /// nothing: its symbols have no price then.
  Map<String, SymbolPrice> read() {
    return readSent().counting();
  }

  private Sent readSent() {
    Map<String, Long> batches = new HashMap<>();
    for (Object[] row : rows("select symbol, batch from reference_price")) {
      batches.put((String) row[0], ((Number) row[1]).longValue());
    }
    var read = new HashMap<String, SymbolPrice>();
    var numbers = List.copyOf(new TreeSet<>(batches.values()));
    for (int from = 0; from < numbers.size(); from += READ_AT_ONCE) {
      readBatches(
          numbers.subList(from, Math.min(numbers.size(), from + READ_AT_ONCE)), batches, read);
    }
    var refused = new HashSet<>(batches.keySet());
    refused.removeAll(read.keySet());
    return new Sent(read, refused);
  }

  /// A few at a time: one symbol that counts keeps a whole batch.
  private void readBatches(
      List<Long> numbers, Map<String, Long> batches, Map<String, SymbolPrice> read) {
    @SuppressWarnings("unchecked") // several columns
    List<Object[]> found =
        entities
            .createNativeQuery(
                """
                select b.number, b.body, r.value_after
                from reference_batch b left join control_record r on r.number = b.number
                where b.number in (?1)\
                """)
            .setParameter(1, numbers)
            .getResultList();
    for (Object[] row : found) {
      long number = ((Number) row[0]).longValue();
      byte[] body = (byte[]) row[1];
      if (!Hash.of(body).hex().equals(row[2])) {
        log.atError()
            .addKeyValue("batch", number)
            .log("reference prices are not what their record says; they count for nothing");
        continue;
      }
      for (SymbolPrice one : ReferenceBatch.of(body).prices()) {
        if (batches.getOrDefault(one.symbol().value(), -1L) == number) {
          read.put(one.symbol().value(), one);
        }
      }
    }
  }

  /// The body of a batch, as its record's digest proves it; empty when there is none any more.
  Optional<byte[]> body(long number) {
    @SuppressWarnings("unchecked") // one column of bytes
    List<byte[]> bodies =
        entities
            .createNativeQuery("select body from reference_batch where number = ?1")
            .setParameter(1, number)
            .getResultList();
    return bodies.stream().findFirst();
  }

  @SuppressWarnings("unchecked") // several columns
  private List<Object[]> rows(String query) {
    return entities.createNativeQuery(query).getResultList();
  }
}
