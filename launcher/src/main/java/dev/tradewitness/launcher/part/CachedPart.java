package dev.tradewitness.launcher.part;

import java.io.IOException;

/// A part whose JVM can start with an AOT cache.
public sealed interface CachedPart extends Part permits KafkaPart, ServicePart {

  /// The cache of the build that this part starts.
  AotCache aotCache() throws PartFailedException, IOException;
}
