package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Part of a book as bytes, the same bytes for the same content: what has not changed since the
/// last snapshot has the same digest and is not written again.
///
/// Open orders are divided by ranges of journal numbers, so that old orders stay in parts that do
/// not change. Accounts, each with its positions, are divided by a hash of their id.
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by nobody
record SnapshotPart(Key key, Hash digest, byte[] bytes) {

  /// What a part holds.
  enum Kind {
    ORDERS,
    ACCOUNTS
  }

  /// @param part of ORDERS: the first journal number; of ACCOUNTS: the bucket
  record Key(Kind kind, long part) {}

  private static final int RANGE_BITS = 13;
  private static final int BYTES_MAX = 1 << 20;
  private static final int BUCKETS = 64;

  private static SnapshotPart of(Kind kind, long part, SnapshotOutput out) {
    byte[] bytes = out.toBytes();
    return new SnapshotPart(new Key(kind, part), Hash.of(bytes), bytes);
  }

  static List<SnapshotPart> of(BookSnapshot book) {
    var parts = new ArrayList<SnapshotPart>();
    orders(book.open(), parts);
    accounts(book, parts);
    return parts;
  }

  private static void orders(List<OrderState> open, List<SnapshotPart> parts) {
    List<OrderState> sorted =
        open.stream().sorted(Comparator.comparingLong(order -> order.key().sequence())).toList();
    SnapshotOutput out = SnapshotCodec.start();
    long first = -1;
    for (OrderState order : sorted) {
      long sequence = order.key().sequence();
      if (first >= 0 && (sequence >> RANGE_BITS != first >> RANGE_BITS || out.size() > BYTES_MAX)) {
        parts.add(of(Kind.ORDERS, first, out));
        out = SnapshotCodec.start();
        first = -1;
      }
      first = first < 0 ? sequence : first;
      SnapshotCodec.put(out, order);
    }
    if (first >= 0) {
      parts.add(of(Kind.ORDERS, first, out));
    }
  }

  private static void accounts(BookSnapshot book, List<SnapshotPart> parts) {
    var buckets = new TreeMap<Integer, TreeMap<String, SnapshotCodec.Account>>();
    book.accounts().forEach((client, total) -> account(buckets, client).total = total);
    for (Map.Entry<SymbolKey, SymbolExposure> held : book.symbols().entrySet()) {
      Symbol symbol = held.getKey().symbol();
      account(buckets, held.getKey().client()).symbols.put(symbol.value(), held.getValue());
    }
    buckets.forEach((bucket, accounts) -> {
      SnapshotOutput out = SnapshotCodec.start();
      accounts.values().forEach(account -> SnapshotCodec.put(out, account));
      parts.add(of(Kind.ACCOUNTS, bucket, out));
    });
  }

  private static SnapshotCodec.Account account(
      Map<Integer, TreeMap<String, SnapshotCodec.Account>> buckets, ClientId client) {
    int bucket = Math.floorMod(client.value().hashCode() * 0x9E3779B9 >>> 16, BUCKETS);
    return buckets
        .computeIfAbsent(bucket, b -> new TreeMap<>())
        .computeIfAbsent(client.value(), id -> new SnapshotCodec.Account(client));
  }
}
