package dev.tradewitness.anchor.vitals;

import java.util.List;

/// A part of the service that knows of its own troubles. Reads memory only: it is asked while the
/// database is away, too.
public interface TroubleSource {

  /// In a fixed order; empty when all is well.
  List<Trouble> troubles();
}
