package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.NewestHash;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// Remembers the journal number of each order decided lately, by account and id and by id alone.
/// Takes at most 24 bytes an id when full, and no object per id. A hit is by two 32-bit hashes, so
/// it is a candidate: the caller compares the ids and asks for an older candidate if they differ.
///
/// Ids are kept in segments, each of one UTC day and of at most an eighth of the bound. Days leave
/// whole. When the bound is reached, clients above their share lose their oldest ids; when no
/// client is, the oldest ids go. The index knows whose ids it has forgotten, until their day
/// leaves. No call takes longer than the merge of a few segments, each of at most 16,384 ids.
///
/// Owned by its lane: call only under the lane's lock.
final class OrderIndex {

  /// Bounds of an index.
  ///
  /// @param segmentIdsMax ids in a segment
  /// @param clientIds share of one client
  record Sizes(int segmentIdsMax, int clientIds) {

    private static final int SEGMENTS_MIN = 8;
    private static final int CLIENTS_MIN = 8;
    private static final int SEGMENT_IDS_MAX = 16_384;

    /// A client's share is an eighth of its lane's part.
    ///
    /// @param ids bound of all lanes
    static Sizes of(int ids, int lanes) {
      return new Sizes(
          Math.clamp(ids / SEGMENTS_MIN, 1, SEGMENT_IDS_MAX),
          Math.max(1, ids / lanes / CLIENTS_MIN));
    }
  }

  private final NewestHash ids;
  private final NewestHash owners;
  // Tells this hash key from others in stored segments.
  private final long hashMark;
  private final SegmentChain segments;
  private final ClientShares clients;
  private int idsMax;
  // -1 when the newest id was taken back.
  private long newest = -1;
  private int size;
  private int forgottenEarly;

  /// @param hash with a secret key, the same at each start when segments are stored
  /// @param idsMax ids remembered at most, see [#limit]
  OrderIndex(KeyedHash hash, int idsMax, Sizes sizes) {
    requirePositive(idsMax);
    requirePositive(sizes.clientIds());
    this.ids = new NewestHash(hash);
    this.owners = new NewestHash(hash);
    this.hashMark = hash.of("order index");
    this.idsMax = idsMax;
    this.segments = new SegmentChain(sizes.segmentIdsMax());
    this.clients = new ClientShares(sizes.clientIds());
  }

  private static void requirePositive(int ids) {
    if (ids < 1) {
      throw new IllegalArgumentException("at least one id is remembered, got " + ids);
    }
  }

  /// The newest candidate's journal number, or -1.
  long find(ClientId client, ClientOrderId id) {
    return findBefore(client, id, Long.MAX_VALUE);
  }

  /// The newest candidate below a journal number that proved to be another order's, or -1.
  long findBefore(ClientId client, ClientOrderId id, long sequence) {
    return segments.newestBefore(key(client, id), sequence);
  }

  /// The journal numbers of all candidates with this id, whatever their account, in no order.
  void findAll(ClientOrderId id, LongConsumer found) {
    segments.findAll(half(id), found);
  }

  /// Every id of the client that was put with a greater journal number is remembered; -1 when every
  /// one of the days that have not left is.
  long forgottenUpTo(ClientId client) {
    return segments.forgottenUpTo(half(client));
  }

  /// True when ids of any client were forgotten whose day has not left.
  boolean forgetsAny() {
    return segments.forgetsAny();
  }

  /// Remembers an order.
  ///
  /// @param sequence above all earlier ones
  /// @param day days since 1970, UTC; a day before the last one counts as the last one
  /// @return how many ids were forgotten because the bound was reached
  int put(ClientId client, ClientOrderId id, long sequence, int day) {
    if (sequence <= newest) {
      throw new IllegalArgumentException("number %d comes after %d".formatted(sequence, newest));
    }
    int forgotten = 0;
    while (size >= idsMax) {
      forgotten += forgetEarly();
    }
    segments.put(key(client, id), sequence, day);
    clients.add(half(client), 1);
    newest = sequence;
    size++;
    return forgotten;
  }

  /// Takes the newest [#put] back.
  ///
  /// @throws IllegalStateException when this is not the newest id
  void remove(ClientId client, ClientOrderId id, long sequence) {
    if (segments.remove(key(client, id), sequence)) {
      clients.add(half(client), -1);
      size--;
    }
    // Reports taken back as well may leave lower numbers free than this one.
    newest = -1;
  }

  /// Forgets all ids of earlier days, and that any of them were forgotten before.
  ///
  /// @param firstDay days since 1970, UTC
  /// @return how many ids were forgotten
  int evictBefore(int firstDay) {
    int before = size;
    for (IndexSegment oldest = segments.oldestBefore(firstDay);
        oldest != null;
        oldest = segments.oldestBefore(firstDay)) {
      segments.removeOldest();
      uncount(oldest, OrderIndex::anybody);
    }
    return before - size;
  }

  private static boolean anybody(int client) {
    return true;
  }

  private void uncount(IndexSegment segment, IntPredicate whose) {
    for (int place = 0; place < segment.size(); place++) {
      if (whose.test(segment.clientAt(place))) {
        clients.add(segment.clientAt(place), -1);
        size--;
      }
    }
  }

  /// Forgets ids of days that have not left, all in one segment: those of clients above their
  /// share, or, when no client is, those of the oldest segment that has any.
  ///
  /// @return how many ids were forgotten, at least one
  int forgetEarly() {
    int before = size;
    IntPredicate whose = clients.isAnyAbove() ? clients.above() : OrderIndex::anybody;
    int place = segments.oldestWith(whose);
    if (place < 0) {
      throw new IllegalStateException("%d ids are remembered in no segment".formatted(size));
    }
    IndexSegment oldest = segments.at(place);
    segments.replace(place, SegmentEdits.forgetting(oldest, whose));
    uncount(oldest, whose);
    forgottenEarly += before - size;
    return before - size;
  }

  /// Ids forgotten by [#forgetEarly] since this was asked last.
  int takeForgottenEarly() {
    int count = forgottenEarly;
    forgottenEarly = 0;
    return count;
  }

  /// Sets how many ids may be remembered, and forgets what is above.
  ///
  /// @return how many ids were forgotten
  int limit(int max) {
    requirePositive(max);
    idsMax = max;
    int forgotten = 0;
    while (size > max) {
      forgotten += forgetEarly();
    }
    return forgotten;
  }

  int size() {
    return size;
  }

  /// Everything remembered, oldest first. All but the last one are sealed.
  List<IndexSegment> segments() {
    return segments.all();
  }

  /// Adds a stored segment to an index in which nothing was put yet. Segments come oldest first.
  ///
  /// @return how many ids were forgotten because the bound was reached
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  int restore(byte[] stored) {
    IndexSegment segment = SegmentBytes.segment(stored, hashMark);
    segments.restore(segment);
    size += segment.size();
    for (int place = 0; place < segment.size(); place++) {
      clients.add(segment.clientAt(place), 1);
    }
    return limit(idsMax);
  }

  /// Forgets everything, as if nothing had been put.
  void clear() {
    segments.clear();
    clients.clear();
    newest = -1;
    size = 0;
  }

  /// A segment's stored form, which ends with its checksum.
  byte[] bytes(IndexSegment segment) {
    return SegmentBytes.of(segment, hashMark);
  }

  /// The checksum that ends a segment's stored form.
  int checksum(IndexSegment segment) {
    return segment.checksum(hashMark);
  }

  /// Heap that the index takes, in bytes.
  long bytes() {
    return 64 + segments.bytesHeld() + clients.bytesHeld();
  }

  private long key(ClientId client, ClientOrderId id) {
    return IndexSegment.key(half(id), half(client));
  }

  private int half(ClientOrderId id) {
    return (int) (ids.of(id.value()) >>> 32);
  }

  private int half(ClientId client) {
    return (int) (owners.of(client.value()) >>> 32);
  }
}
