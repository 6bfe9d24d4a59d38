package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.vitals.Trouble;
import dev.tradewitness.anchor.vitals.TroubleSource;
import java.util.ArrayList;
import java.util.List;

/// Partitions that are not read, and letters that Kafka has not taken.
final class FeedTroubles implements TroubleSource {

  private final Ownership ownership;
  private final PartitionClaims claims;

  FeedTroubles(Ownership ownership, PartitionClaims claims) {
    this.ownership = ownership;
    this.claims = claims;
  }

  @Override
  public List<Trouble> troubles() {
    var troubles = new ArrayList<Trouble>();
    ownership
        .fenced()
        .forEach((partition, since) ->
            troubles.add(
                new Trouble(
                    "partition " + partition,
                    "FENCED",
                    "another instance took it over at %s; nothing of it is stored here until it is claimed again"
                        .formatted(since))));
    for (int partition : claims.owing()) {
      troubles.add(
          new Trouble(
              "partition " + partition,
              "DEAD_LETTERS_OWED",
              "Kafka has not taken its dead letters; they are sent before more is read"));
    }
    return troubles;
  }
}
