package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.reading.VolumeUnit;

/// A trade as the processed-trades topic carries it, checked.
///
/// @param timestamp Unix milliseconds
/// @param direction 1 buy, -1 sell, 0 unknown
/// @param price positive and finite, as are `size` and `notional`
/// @param notional price × size in quote currency
record Trade(String pair, long timestamp, int direction, double price, double size, double notional)
    implements Decoded {

  double volume(VolumeUnit unit) {
    return switch (unit) {
      case QUOTE -> notional;
      case BASE -> size;
    };
  }
}
