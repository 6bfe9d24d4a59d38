package dev.tradewitness.launcher.part;

/// What a part's JVM does with the AOT cache of its build.
public enum AotMode {
  /// Starts without a cache.
  OFF,
  /// Starts with the cache, where one is there.
  USE,
  /// Records a cache where none is there: the JDK writes it when the part ends in order. Else as
  /// [#USE].
  RECORD
}
