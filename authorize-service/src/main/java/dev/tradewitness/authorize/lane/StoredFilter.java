package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.journal.IdSegment;

/// The content of a filter of forgotten ids, made when it is asked for.
///
/// @param sealed nothing is added to the filter any more
record StoredFilter(IdKeys keys, ForgottenFilter filter, boolean sealed)
    implements IdSegment.Entries {

  /// The name of the first filter among a lane's segments, which are named by numbers from zero on.
  private static final long FIRST = Long.MIN_VALUE;

  /// Names the filter among the lane's segments, before all of them.
  long name() {
    return FIRST + filter.number();
  }

  @Override
  public byte[] bytes() {
    return keys.stored(filter);
  }

  @Override
  public int checksum() {
    return sealed ? keys.checksum(filter) : SegmentBytes.checksum(bytes());
  }
}
