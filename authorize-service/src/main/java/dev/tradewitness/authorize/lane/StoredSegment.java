package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.journal.IdSegment;

/// The content of a segment of ids, made when it is asked for.
record StoredSegment(OrderIndex index, IndexSegment segment) implements IdSegment.Entries {

  @Override
  public byte[] bytes() {
    return index.bytes(segment);
  }

  @Override
  public int checksum() {
    return index.checksum(segment);
  }
}
