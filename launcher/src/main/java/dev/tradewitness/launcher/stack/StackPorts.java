package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.PostgresPart;
import dev.tradewitness.launcher.part.TimeStampAuthorityPart;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The parts' names in the order they start, and their default ports.
public final class StackPorts {
  public static final String CAPTURE = "capture";
  public static final String ANCHOR = "anchor";
  public static final String AUTHORIZE = "authorize";
  public static final String VPIN = "vpin";

  /// Each has a jar, a database role and a schema.
  public static final List<String> SERVICES = List.of(CAPTURE, ANCHOR, AUTHORIZE, VPIN);

  static final int KAFKA_CONTROLLER = 19_093;
  static final int CAPTURE_LDJSON = 17_000;
  static final int CAPTURE_LDJSON_METRICS = 17_001;

  /// Open once the sources file names a session.
  public static final int CAPTURE_FIX = 9_880;

  private static final Map<String, Integer> DEFAULTS = defaults();

  private StackPorts() {}

  public static List<String> names() {
    return List.copyOf(DEFAULTS.keySet());
  }

  /// The default port of each part and the further ones that parts have.
  public static List<Integer> all() {
    return Stream.concat(
            DEFAULTS.values().stream(),
            names().stream().flatMap(part -> further(part).keySet().stream()))
        .toList();
  }

  /// The default ports that a part has beside its own, each with what it is.
  static Map<Integer, String> further(String part) {
    return switch (part) {
      case KafkaPart.NAME -> Map.of(KAFKA_CONTROLLER, "kafka's controller");
      case CAPTURE ->
          Map.of(
              CAPTURE_LDJSON,
              "capture's LDJSON",
              CAPTURE_LDJSON_METRICS,
              "capture's metrics",
              CAPTURE_FIX,
              "capture's FIX");
      default -> Map.of();
    };
  }

  public static int defaultPort(String part) {
    var port = DEFAULTS.get(part);
    if (port == null) {
      throw new IllegalArgumentException(
          "no part is called %s; there are %s".formatted(part, DEFAULTS.keySet()));
    }
    return port;
  }

  private static Map<String, Integer> defaults() {
    var ports = new LinkedHashMap<String, Integer>();
    ports.put(PostgresPart.NAME, 15_432);
    ports.put(KafkaPart.NAME, 19_092);
    ports.put(TimeStampAuthorityPart.NAME, 8_318);
    ports.put(CAPTURE, 8_081);
    ports.put(ANCHOR, 8_082);
    ports.put(AUTHORIZE, 8_083);
    ports.put(VPIN, 8_084);
    return Collections.unmodifiableMap(ports);
  }
}
