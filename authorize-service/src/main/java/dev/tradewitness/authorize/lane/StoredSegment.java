package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.journal.IdSegment;

/// The content of a segment of ids, made when it is asked for.
record StoredSegment(IdKeys keys, IndexSegment segment) implements IdSegment.Entries {

  @Override
  public byte[] bytes() {
    return keys.stored(segment);
  }

  @Override
  public int checksum() {
    return keys.checksum(segment);
  }
}
