package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.NewestHash;

/// What an index knows ids and accounts by: 32 bits of a hash with a secret key. Segments are
/// stored with a mark of that key, so that no other one is used to read them.
///
/// Owned by its lane: call only under the lane's lock, but for what is stored.
final class IdKeys {

  private final NewestHash ids;
  private final NewestHash clients;
  private final long mark;

  /// @param hash the same at each start when segments are stored
  IdKeys(KeyedHash hash) {
    this.ids = new NewestHash(hash);
    this.clients = new NewestHash(hash);
    this.mark = hash.of("order index");
  }

  long of(ClientId client, ClientOrderId id) {
    return (long) of(id) << 32 | of(client) & 0xFFFF_FFFFL;
  }

  int of(ClientOrderId id) {
    return (int) (ids.of(id.value()) >>> 32);
  }

  int of(ClientId client) {
    return (int) (clients.of(client.value()) >>> 32);
  }

  /// A segment's stored form, which ends with its checksum. Needs no lock.
  byte[] stored(IndexSegment segment) {
    return SegmentBytes.of(segment, mark);
  }

  /// The checksum that ends a segment's stored form. Needs no lock.
  int checksum(IndexSegment segment) {
    return segment.checksum(mark);
  }

  /// A filter's stored form, which ends with its checksum. Needs no lock.
  byte[] stored(ForgottenFilter filter) {
    return FilterBytes.of(filter, mark);
  }

  /// The checksum that ends the stored form of a filter to which nothing is added any more. Needs
  /// no lock.
  int checksum(ForgottenFilter filter) {
    return filter.checksum(mark);
  }

  /// What [#stored] wrote.
  ///
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  ForgottenFilter filter(byte[] stored) {
    return FilterBytes.filter(stored, mark);
  }

  /// What [#stored] wrote.
  ///
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  IndexSegment segment(byte[] stored) {
    return SegmentBytes.segment(stored, mark);
  }
}
