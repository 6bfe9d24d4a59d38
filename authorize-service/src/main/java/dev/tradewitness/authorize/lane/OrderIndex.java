package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import java.util.List;
import java.util.function.LongConsumer;

/// Remembers the journal number of each order decided lately, by account and id and by id alone.
/// Takes at most 24 bytes an id when full, and no object per id. A hit is by two 32-bit hashes, so
/// it is a candidate: the caller compares the ids and asks for an older candidate if they differ.
///
/// Ids are kept in segments, each of one UTC day and of at most an eighth of the bound. Days leave
/// whole. When the bound is reached, clients above their share lose their oldest ids; when no
/// client is, the oldest ids go. The index knows whose ids it has forgotten, up to a bound, and
/// filters tell most other ids from them, until their day leaves. Ids leave in portions, so that no
/// call takes longer than the merge of two segments, each of at most 16,384 ids, or the folding of
/// a filter, of at most 8 MiB.
///
/// Owned by its lane: call only under the lane's lock.
final class OrderIndex {

  /// Bounds of an index.
  ///
  /// @param segmentIdsMax ids in a segment
  /// @param clientIds share of one client
  /// @param filterBytes of all lanes' filters of forgotten ids
  /// @param filterPart the lane's part of them
  /// @param forgottenClients clients in the sets of those of which ids were forgotten
  record Sizes(
      int segmentIdsMax, int clientIds, long filterBytes, long filterPart, int forgottenClients) {

    private static final int SEGMENTS_MIN = 8;
    private static final int CLIENTS_MIN = 8;
    private static final int SEGMENT_IDS_MAX = 16_384;

    /// Copying the largest set takes a few milliseconds.
    private static final int FORGOTTEN_CLIENTS_MAX = 1 << 20;

    /// A client's share is an eighth of its lane's part.
    ///
    /// @param ids bound of all lanes
    /// @param forgotten ids that all lanes' filters are made for
    static Sizes of(int ids, int forgotten, int lanes) {
      long filterBytes = (long) forgotten * StateBounds.FORGOTTEN_ID_BYTES;
      return new Sizes(
          Math.clamp(ids / SEGMENTS_MIN, 1, SEGMENT_IDS_MAX),
          Math.max(1, ids / lanes / CLIENTS_MIN),
          filterBytes,
          filterBytes / lanes,
          Math.clamp(StateBounds.forgottenClients(ids) / lanes, 1, FORGOTTEN_CLIENTS_MAX));
    }
  }

  private final IdKeys keys;
  private final SegmentChain segments;
  private final ClientShares clients;
  private final ForgottenIds forgotten;
  private final IdForgetting forgetting;
  private int idsMax;
  // -1 when the newest id was taken back.
  private long newest = -1;

  /// @param hash with a secret key, the same at each start when segments are stored
  /// @param idsMax ids remembered at most, see [#limit]
  OrderIndex(KeyedHash hash, int idsMax, Sizes sizes) {
    requirePositive(idsMax);
    requirePositive(sizes.clientIds());
    this.keys = new IdKeys(hash);
    this.idsMax = idsMax;
    this.segments = new SegmentChain(sizes.segmentIdsMax());
    this.clients = new ClientShares(sizes.clientIds());
    this.forgotten = new ForgottenIds(sizes.filterBytes(), sizes.filterPart());
    this.forgetting = new IdForgetting(segments, clients, forgotten, sizes.forgottenClients());
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
    return segments.newestBefore(keys.of(client, id), sequence);
  }

  /// The journal numbers of all candidates with this id, whatever their account, in no order.
  void findAll(ClientOrderId id, LongConsumer found) {
    segments.findAll(keys.of(id), found);
  }

  /// No order of the client with this id was put with a greater journal number and is forgotten; -1
  /// when none of the days that have not left is.
  long forgottenUpTo(ClientId client, ClientOrderId id) {
    long ofClient = segments.forgottenUpTo(keys.of(client));
    return ofClient < 0 ? -1 : Math.min(ofClient, forgotten.upTo(keys.of(client, id)));
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
    int forgotten = size() >= idsMax ? forgetEarly() : 0;
    segments.put(keys.of(client, id), sequence, day);
    clients.add(keys.of(client), 1);
    newest = sequence;
    return forgotten;
  }

  /// Takes the newest [#put] back.
  ///
  /// @throws IllegalStateException when this is not the newest id
  void remove(ClientId client, ClientOrderId id, long sequence) {
    if (segments.remove(keys.of(client, id), sequence)) {
      clients.add(keys.of(client), -1);
    }
    forgotten.remove(sequence);
    // Reports taken back as well may leave lower numbers free than this one.
    newest = -1;
  }

  /// Forgets some ids of earlier days; with the last of them, that any were forgotten before.
  ///
  /// @param firstDay days since 1970, UTC
  /// @return how many ids were forgotten; zero when earlier days have none left
  int evictSome(int firstDay) {
    return forgetting.evictSome(firstDay);
  }

  /// Forgets some ids of days that have not left: those of clients above their share, or, when no
  /// client is, the oldest ones.
  ///
  /// @return how many ids were forgotten, at least one
  int forgetEarly() {
    return forgetting.forgetEarly();
  }

  /// Ids forgotten by [#forgetEarly] since this was asked last.
  int takeForgottenEarly() {
    return forgetting.takeForgottenEarly();
  }

  /// Sets how many ids may be remembered, and forgets some of those above.
  ///
  /// @return how many ids were forgotten; zero when no more than that are remembered
  int limit(int max) {
    requirePositive(max);
    idsMax = max;
    return size() > max ? forgetEarly() : 0;
  }

  /// Sets how many bytes the filters of forgotten ids may take. Above that, filters get coarser.
  void limitFilters(long bytesMax) {
    forgotten.limit(bytesMax);
  }

  /// Filters that got coarser since this was asked last, for want of room.
  int takeFiltersCoarsened() {
    return forgotten.takeCoarsened();
  }

  /// Sets of clients of which ids were forgotten that were given up since this was asked last, for
  /// want of room.
  int takeClientsWidened() {
    return forgetting.takeClientsWidened();
  }

  /// Bytes of the filters of forgotten ids.
  long filterBytes() {
    return forgotten.bytesHeld();
  }

  /// The filters of forgotten ids, oldest first. All but the last one are sealed.
  List<ForgottenFilter> filters() {
    return forgotten.all();
  }

  int size() {
    return clients.ids();
  }

  /// Everything remembered, oldest first. All but the last one are sealed.
  List<IndexSegment> segments() {
    return segments.all();
  }

  /// Adds a stored filter or segment to an index in which nothing was put yet. Filters come before
  /// segments, both oldest first.
  ///
  /// @return how many ids were forgotten because the bound was reached
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  int restore(byte[] stored) {
    if (FilterBytes.isFilter(stored)) {
      forgotten.restore(keys.filter(stored));
      return 0;
    }
    IndexSegment segment = keys.segment(stored);
    segments.restore(segment);
    if (segment.forgotten().count() > 0 && !SegmentBytes.hasFilters(stored)) {
      forgotten.addUnknown(segment.forgotten().count(), segment.last(), segment.day());
    }
    forgetting.limitForgottenClients();
    for (int place = 0; place < segment.size(); place++) {
      clients.add(segment.clientAt(place), 1);
    }
    int before = size();
    while (size() > idsMax) {
      forgetEarly();
    }
    return before - size();
  }

  /// Forgets everything, as if nothing had been put.
  void clear() {
    segments.clear();
    clients.clear();
    forgotten.clear();
    newest = -1;
  }

  /// What stores the segments.
  IdKeys keys() {
    return keys;
  }

  /// Heap that the index takes, in bytes.
  long bytes() {
    return 64 + segments.bytesHeld() + clients.bytesHeld() + forgotten.bytesHeld();
  }
}
