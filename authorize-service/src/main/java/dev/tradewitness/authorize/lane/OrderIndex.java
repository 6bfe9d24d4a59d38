package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.NewestHash;
import java.util.List;
import java.util.function.LongConsumer;

/// Remembers the journal number of each order decided lately, by account and id and by id alone.
/// Takes at most 24 bytes an id when full, and no object per id. A hit is by two 32-bit hashes, so
/// it is a candidate: the caller compares the ids and asks for an older candidate if they differ.
///
/// Ids are kept in segments, each of one UTC day and of at most an eighth of the bound. Segments
/// are forgotten whole, oldest first: by day, and when the bound is reached. No call takes longer
/// than the merge of one segment, which has at most 16,384 ids.
///
/// Owned by its lane: call only under the lane's lock.
final class OrderIndex {

  private static final int SEGMENTS_MIN = 8;
  private static final int SEGMENT_IDS_MAX = 16_384;

  private final NewestHash ids;
  private final NewestHash owners;
  // Tells this hash key from others in stored segments.
  private final long hashMark;
  private final int idsMax;
  private final int clientIdsMax;
  private final SegmentChain segments;
  private final ClientCounts clients = new ClientCounts();
  private long next;
  // -1 when the newest id was taken back.
  private long newest = -1;
  private int size;

  /// @param hash with a secret key, the same at each start when segments are stored
  /// @param idsMax ids remembered at most
  /// @param clientIdsMax ids of one client from which on it has its share
  OrderIndex(KeyedHash hash, int idsMax, int clientIdsMax) {
    if (idsMax < 1 || clientIdsMax < 1) {
      throw new IllegalArgumentException(
          "at least one id is remembered, got %d and %d".formatted(idsMax, clientIdsMax));
    }
    this.ids = new NewestHash(hash);
    this.owners = new NewestHash(hash);
    this.hashMark = hash.of("order index");
    this.idsMax = idsMax;
    this.clientIdsMax = clientIdsMax;
    this.segments = new SegmentChain(Math.clamp(idsMax / SEGMENTS_MIN, 1, SEGMENT_IDS_MAX));
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
      forgotten += forgetOldest();
    }
    segments.put(key(client, id), sequence, day);
    clients.add(half(client), 1);
    newest = sequence;
    next = sequence + 1;
    size++;
    return forgotten;
  }

  /// Takes the newest [#put] back. A sealed segment that loses an id grows again, so a segment is
  /// stored only when its orders are durable.
  ///
  /// @throws IllegalStateException when this is not the newest id
  void remove(ClientId client, ClientOrderId id, long sequence) {
    if (segments.first() < 0 || sequence < segments.first()) {
      return; // forgotten meanwhile
    }
    segments.remove(key(client, id), sequence);
    clients.add(half(client), -1);
    // Reports taken back as well may leave lower numbers free than this one.
    newest = -1;
    next = sequence;
    size--;
  }

  /// Forgets all ids of earlier days.
  ///
  /// @param firstDay days since 1970, UTC
  /// @return how many ids were forgotten
  int evictBefore(int firstDay) {
    int forgotten = 0;
    while (segments.oldestBefore(firstDay) != null) {
      forgotten += forgetOldest();
    }
    return forgotten;
  }

  /// Forgets the oldest segment's ids.
  ///
  /// @return how many ids were forgotten
  int forgetOldest() {
    IndexSegment oldest = segments.oldest();
    if (oldest == null) {
      throw new IllegalStateException("%d ids are remembered in no segment".formatted(size));
    }
    for (int place = 0; place < oldest.size(); place++) {
      clients.add(oldest.clientAt(place), -1);
    }
    segments.removeOldest();
    size -= oldest.size();
    return oldest.size();
  }

  /// True when the client has its share of the bound, or more.
  boolean sharedOut(ClientId client) {
    return clients.of(half(client)) >= clientIdsMax;
  }

  int size() {
    return size;
  }

  /// Every id put with this journal number or a later one is remembered; earlier ones are not.
  long remembersFrom() {
    long first = segments.first();
    return first < 0 ? next : first;
  }

  /// Everything remembered, oldest first. All but the last one never change again.
  List<IndexSegment> segments() {
    return segments.all();
  }

  /// Fills an empty index.
  ///
  /// @param stored what [#segments] gave
  /// @param nextSequence the first number that may be put
  void restore(List<IndexSegment> stored, long nextSequence) {
    if (size != 0) {
      throw new IllegalStateException("an index is restored before it is used");
    }
    for (IndexSegment segment : stored) {
      segments.restore(segment);
      size += segment.size();
      for (int place = 0; place < segment.size(); place++) {
        clients.add(segment.clientAt(place), 1);
      }
    }
    newest = nextSequence - 1;
    next = nextSequence;
  }

  /// A segment's stored form.
  byte[] bytes(IndexSegment segment) {
    return segment.bytes(hashMark);
  }

  /// What [#bytes(IndexSegment)] of an index with the same hash key wrote.
  ///
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  IndexSegment segment(byte[] bytes) {
    return IndexSegment.of(bytes, hashMark);
  }

  /// Heap that the index takes, in bytes.
  long bytes() {
    return 56 + segments.bytesHeld() + clients.bytesHeld();
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
