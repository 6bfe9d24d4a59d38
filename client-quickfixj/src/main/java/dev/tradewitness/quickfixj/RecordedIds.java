package dev.tradewitness.quickfixj;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;

/// Of the events that were logged, the later ones. A message that is sent again has the ids of its
/// first sending and another text, which capture would call a conflict. Forgets an id when another
/// one takes its place, and takes no id for another: 62 bits of a hash are compared.
final class RecordedIds {

  /// A power of two; 512 KiB.
  private static final int PLACES = 1 << 16;

  private final AtomicLongArray places = new AtomicLongArray(PLACES);

  void add(UUID id) {
    places.set(place(id), id.getLeastSignificantBits());
  }

  boolean has(UUID id) {
    return places.get(place(id)) == id.getLeastSignificantBits();
  }

  private static int place(UUID id) {
    return (int) id.getLeastSignificantBits() & PLACES - 1;
  }
}
