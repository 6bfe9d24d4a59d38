package dev.tradewitness.evidence.format;

import java.util.Comparator;

/// Where an event stands: its stream and its number there.
public record Place(String policyId, long sequence) implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::policyId).thenComparingLong(Place::sequence);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return policyId + " " + sequence;
  }
}
