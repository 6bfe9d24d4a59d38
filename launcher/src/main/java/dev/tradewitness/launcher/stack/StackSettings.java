package dev.tradewitness.launcher.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// Which stack: where it was built, where its data is, how far its ports are shifted, and which
/// parts it has.
///
/// @param aotCache whether parts start with a JDK AOT cache, where their build has one
public record StackSettings(
    Path home,
    Path data,
    int portBase,
    List<String> parts,
    boolean aotCache,
    HeapSizes heaps,
    GarbageCollectors collectors) {
  private static final int PORT_BASE_MAX = 40_000;

  public StackSettings {
    home = home.toAbsolutePath().normalize();
    data = data.toAbsolutePath().normalize();
    parts = List.copyOf(parts);
    if (portBase < 0 || portBase > PORT_BASE_MAX) {
      throw new IllegalArgumentException(
          "a port base is from 0 to %d, not %d".formatted(PORT_BASE_MAX, portBase));
    }
    var unknown = new ArrayList<>(parts);
    unknown.removeAll(StackPorts.names());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "no part is called %s; there are %s".formatted(unknown, StackPorts.names()));
    }
  }

  /// With this machine's default heaps and the default collectors.
  public StackSettings(Path home, Path data, int portBase, List<String> parts, boolean aotCache) {
    this(home, data, portBase, parts, aotCache, HeapSizes.defaults(), GarbageCollectors.defaults());
  }

  /// All parts, with AOT caches and this machine's default heaps.
  public StackSettings(Path home, Path data, int portBase) {
    this(home, data, portBase, StackPorts.names(), true);
  }

  /// As the stack in that data folder was last brought up.
  public static Optional<StackSettings> saved(Path home, Path data) throws IOException {
    var file = file(data);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return Optional.of(
        new StackSettings(
            home,
            data,
            Integer.parseInt(properties.getProperty("port-base", "0")),
            List.of(properties.getProperty("parts", "").split(",", -1)),
            Boolean.parseBoolean(properties.getProperty("aot-cache", "true")),
            HeapSizes.saved(properties),
            GarbageCollectors.saved(properties)));
  }

  void save() throws IOException {
    var properties = new Properties();
    properties.setProperty("port-base", Integer.toString(portBase));
    properties.setProperty("parts", String.join(",", parts));
    properties.setProperty("aot-cache", Boolean.toString(aotCache));
    heaps.save(properties);
    collectors.save(properties);
    var file = file(data);
    var fresh = file.resolveSibling("stack.properties.new");
    Files.createDirectories(runFolder());
    try (var writer = Files.newBufferedWriter(fresh)) {
      properties.store(writer, "How this stack was last brought up");
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public int port(String part) {
    return StackPorts.defaultPort(part) + portBase;
  }

  /// Where the build puts a service's jar.
  public Path jar(String service) {
    var module = service + "-service";
    return home.resolve(module).resolve("target").resolve(module + ".jar");
  }

  public Path runFolder() {
    return data.resolve("run");
  }

  public Path logFolder() {
    return data.resolve("logs");
  }

  private static Path file(Path data) {
    return data.resolve("run").resolve("stack.properties");
  }
}
