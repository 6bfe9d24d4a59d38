package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.KafkaPart;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The heap of each part that has one, in whole MiB from 128 MiB to 1 TiB. Immutable.
public final class HeapSizes {
  /// Followed by a part's name in capital letters.
  public static final String ENVIRONMENT_PREFIX = "TRADEWITNESS_HEAP_";

  /// The parts whose heap is a setting, in the order in which they start.
  public static final List<String> PARTS =
      List.of(
          KafkaPart.NAME,
          StackPorts.CAPTURE,
          StackPorts.ANCHOR,
          StackPorts.AUTHORIZE,
          StackPorts.VPIN);

  private static final int MEBIBYTES_MIN = 128;
  private static final int MEBIBYTES_MAX = 1 << 20;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,7})([mMgG])");
  private static final String SAVED_PREFIX = "heap.";

  private final Map<String, Integer> mebibytes;

  private HeapSizes(Map<String, Integer> mebibytes) {
    this.mebibytes = Map.copyOf(mebibytes);
  }

  /// The sober shares of a machine: authorize, which keeps every open order and remembered id in
  /// memory, gets 1/32 of it (from 384 to 1024 MiB), each other part 1/64 (from 256 to 512 MiB).
  static HeapSizes ofMachine(long memoryBytes) {
    long memory = memoryBytes >> 20;
    var sizes = new LinkedHashMap<String, Integer>();
    for (String part : PARTS) {
      sizes.put(
          part,
          part.equals(StackPorts.AUTHORIZE)
              ? Math.clamp(memory / 32, 384, 1024)
              : Math.clamp(memory / 64, 256, 512));
    }
    return new HeapSizes(sizes);
  }

  /// This machine's shares.
  public static HeapSizes defaults() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return ofMachine(system.getTotalMemorySize());
  }

  /// The defaults, changed by `TRADEWITNESS_HEAP_<PART>` in the environment, changed by options
  /// such as `authorize=2g`; the last of two options wins.
  ///
  /// @throws IllegalArgumentException naming the part or size that is not one
  public static HeapSizes chosen(Map<String, String> environment, List<String> options) {
    var sizes = defaults();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      if (variable.getKey().startsWith(ENVIRONMENT_PREFIX) && !variable.getValue().isEmpty()) {
        var part = variable.getKey().substring(ENVIRONMENT_PREFIX.length());
        sizes = sizes.with(part.toLowerCase(Locale.ROOT), variable.getValue());
      }
    }
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "a heap is given as PART=SIZE, such as authorize=2g, not " + option);
      }
      sizes = sizes.with(option.substring(0, equals), option.substring(equals + 1));
    }
    return sizes;
  }

  /// As [#save] left them; a part that is not there has this machine's default.
  static HeapSizes saved(Properties properties) {
    var sizes = defaults();
    for (String part : PARTS) {
      var size = properties.getProperty(SAVED_PREFIX + part);
      sizes = size == null ? sizes : sizes.with(part, size);
    }
    return sizes;
  }

  void save(Properties properties) {
    mebibytes.forEach((part, size) -> properties.setProperty(SAVED_PREFIX + part, size + "m"));
  }

  /// The same with one part's heap changed.
  ///
  /// @param size a whole number of `m` (MiB) or `g` (GiB)
  HeapSizes with(String part, String size) {
    if (!PARTS.contains(part)) {
      throw new IllegalArgumentException(
          "no part with a heap is called %s; there are %s"
              .formatted(part, String.join(", ", PARTS)));
    }
    var changed = new LinkedHashMap<>(mebibytes);
    changed.put(part, parse(part, size));
    return new HeapSizes(changed);
  }

  private static int parse(String part, String size) {
    var matcher = SIZE.matcher(size);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      long mebibytes = matcher.group(2).equalsIgnoreCase("g") ? number << 10 : number;
      if (mebibytes >= MEBIBYTES_MIN && mebibytes <= MEBIBYTES_MAX) {
        return (int) mebibytes;
      }
    }
    throw new IllegalArgumentException(
        "%s's heap is a whole number of m or g from 128m to 1024g, such as 768m or 2g, not %s"
            .formatted(part, size.isEmpty() ? "nothing" : size));
  }

  /// In MiB.
  public int of(String part) {
    var size = mebibytes.get(part);
    if (size == null) {
      throw new IllegalArgumentException(part + " has no heap of its own setting");
    }
    return size;
  }

  /// The JVM's options. The heap has its full size from the start: the Serial collector changes the
  /// size of the young generation only in a full collection, and memory that is not used yet costs
  /// nothing.
  List<String> jvmOptions(String part) {
    return List.of("-Xms%dm".formatted(of(part)), "-Xmx%dm".formatted(of(part)));
  }

  /// As options of `up`, one for each part.
  List<String> commandLine() {
    var words = new ArrayList<String>();
    PARTS.forEach(part -> words.addAll(List.of("--heap", "%s=%dm".formatted(part, of(part)))));
    return words;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeapSizes sizes && sizes.mebibytes.equals(mebibytes);
  }

  @Override
  public int hashCode() {
    return mebibytes.hashCode();
  }

  @Override
  public String toString() {
    return mebibytes.toString();
  }
}
