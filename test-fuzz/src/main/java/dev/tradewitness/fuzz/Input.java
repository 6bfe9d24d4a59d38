package dev.tradewitness.fuzz;

import java.util.Base64;

/// What a target is given, and where it is from.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Input(Origin origin, byte[] bytes) {

  /// Where an input is from.
  sealed interface Origin {

    /// @param name of the seed's file
    record Seed(String name) implements Origin {}

    record Round(long seed, long number) implements Origin {}
  }

  /// What happened, and what repeats it.
  String about(Object outcome) {
    String repeats =
        switch (origin) {
          case Origin.Seed(String name) -> "seed " + name;
          case Origin.Round(long seed, long number) ->
              "round %d of -Dfuzz.seed=%d -Dfuzz.rounds=%d".formatted(number, seed, number + 1);
        };
    return "%s: %s%ninput in base64: %s"
        .formatted(repeats, outcome, Base64.getEncoder().encodeToString(bytes));
  }
}
