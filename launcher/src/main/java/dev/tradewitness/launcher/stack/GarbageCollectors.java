package dev.tradewitness.launcher.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// The garbage collector of each part that has a heap. Immutable.
public final class GarbageCollectors {
  /// Followed by a part's name in capital letters.
  public static final String ENVIRONMENT_PREFIX = "TRADEWITNESS_GC_";

  /// One thread collects, so four services and Kafka leave the cores to each other.
  private static final Collector DEFAULT = Collector.SERIAL;

  private static final String SAVED_PREFIX = "gc.";

  /// What the JDK has.
  private enum Collector {
    SERIAL("-XX:+UseSerialGC"),
    PARALLEL("-XX:+UseParallelGC"),
    G1("-XX:+UseG1GC"),
    Z("-XX:+UseZGC");

    private final String jvmOption;

    Collector(String jvmOption) {
      this.jvmOption = jvmOption;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Collector of(String part, String word) {
      return Arrays.stream(values())
          .filter(collector -> collector.word().equals(word))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "%s's collector is one of %s, not %s"
                      .formatted(
                          part,
                          String.join(", ", Arrays.stream(values()).map(Collector::word).toList()),
                          word.isEmpty() ? "nothing" : word)));
    }
  }

  private final Map<String, Collector> collectors;

  private GarbageCollectors(Map<String, Collector> collectors) {
    this.collectors = Map.copyOf(collectors);
  }

  /// Serial everywhere.
  public static GarbageCollectors defaults() {
    var collectors = new LinkedHashMap<String, Collector>();
    HeapSizes.PARTS.forEach(part -> collectors.put(part, DEFAULT));
    return new GarbageCollectors(collectors);
  }

  /// The defaults, changed by `TRADEWITNESS_GC_<PART>` in the environment, changed by options such
  /// as `authorize=parallel`; the last of two options wins.
  ///
  /// @throws IllegalArgumentException naming the part or collector that is not one
  public static GarbageCollectors chosen(Map<String, String> environment, List<String> options) {
    var collectors = defaults();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      if (variable.getKey().startsWith(ENVIRONMENT_PREFIX) && !variable.getValue().isEmpty()) {
        var part = variable.getKey().substring(ENVIRONMENT_PREFIX.length());
        collectors = collectors.with(part.toLowerCase(Locale.ROOT), variable.getValue());
      }
    }
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "a collector is given as PART=COLLECTOR, such as authorize=parallel, not " + option);
      }
      collectors = collectors.with(option.substring(0, equals), option.substring(equals + 1));
    }
    return collectors;
  }

  /// As [#save] left them; a part that is not there has the default.
  static GarbageCollectors saved(Properties properties) {
    var collectors = defaults();
    for (String part : HeapSizes.PARTS) {
      var word = properties.getProperty(SAVED_PREFIX + part);
      collectors = word == null ? collectors : collectors.with(part, word);
    }
    return collectors;
  }

  void save(Properties properties) {
    collectors.forEach(
        (part, collector) -> properties.setProperty(SAVED_PREFIX + part, collector.word()));
  }

  private GarbageCollectors with(String part, String word) {
    if (!HeapSizes.PARTS.contains(part)) {
      throw new IllegalArgumentException(
          "no part with a collector is called %s; there are %s"
              .formatted(part, String.join(", ", HeapSizes.PARTS)));
    }
    var changed = new LinkedHashMap<>(collectors);
    changed.put(part, Collector.of(part, word.toLowerCase(Locale.ROOT)));
    return new GarbageCollectors(changed);
  }

  private Collector of(String part) {
    var collector = collectors.get(part);
    if (collector == null) {
      throw new IllegalArgumentException(part + " has no collector of its own setting");
    }
    return collector;
  }

  /// The JVM's option.
  List<String> jvmOptions(String part) {
    return List.of(of(part).jvmOption);
  }

  /// As options of `up`, one for each part.
  List<String> commandLine() {
    var words = new ArrayList<String>();
    HeapSizes.PARTS.forEach(part -> words.addAll(List.of("--gc", part + "=" + of(part).word())));
    return words;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GarbageCollectors that && that.collectors.equals(collectors);
  }

  @Override
  public int hashCode() {
    return collectors.hashCode();
  }

  @Override
  public String toString() {
    return collectors.toString();
  }
}
