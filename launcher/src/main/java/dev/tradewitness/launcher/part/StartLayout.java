package dev.tradewitness.launcher.part;

import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// A service's jar laid out for a quick start, in a folder beside it: its libraries unpacked, since
/// the JDK's AOT cache takes no jars within a jar, and room for that cache.
///
/// A layout belongs to one build of the jar; that of an earlier build is removed.
public final class StartLayout {
  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(1);
  // What unpack() makes of a jar: another number, and every jar is unpacked again.
  private static final String FORMAT = "3";

  private final Path folder;
  private final Path jar;

  private StartLayout(Path folder, String jarName) {
    this.folder = folder;
    this.jar = folder.resolve(jarName);
  }

  /// The layout of a built jar, made if it is not there yet.
  public static StartLayout of(Path builtJar) throws IOException, PartFailedException {
    Path all = builtJar.toAbsolutePath().resolveSibling("start");
    var layout =
        new StartLayout(
            all.resolve(fingerprint(builtJar)), Objects.toString(builtJar.getFileName()));
    Files.createDirectories(all);
    try (var lock = Folders.lock(all.resolve("lock"))) {
      if (lock.isOpen() && !Files.isRegularFile(layout.jar)) {
        for (Path old : children(all)) {
          if (Files.isDirectory(old)) {
            Folders.deleteTree(old);
          }
        }
        layout.unpack(builtJar, all.resolve("unpacking"));
      }
    }
    return layout;
  }

  /// Of what is in the jar, by its directory: a reproducible build gives every jar the same time.
  private static String fingerprint(Path builtJar) throws IOException {
    try (var zip = new ZipFile(builtJar.toFile())) {
      String entries =
          zip.stream()
              .map(entry -> entry.getName() + " " + entry.getSize() + " " + entry.getCrc() + "\n")
              .collect(Collectors.joining("", FORMAT + "\n", ""));
      return Hash.of(entries.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  /// The jar to start: it names its libraries itself.
  public Path jar() {
    return jar;
  }

  AotCache aotCache() {
    return new AotCache(folder);
  }

  /// Unpacks beside the layout's place and moves it there when complete.
  private void unpack(Path builtJar, Path fresh) throws IOException, PartFailedException {
    Path output = Files.createTempFile("unpack", ".log");
    var tool =
        new ProcessBuilder(
                List.of(
                    Java.program(),
                    "-XX:TieredStopAtLevel=1",
                    "-Djarmode=tools",
                    "-jar",
                    builtJar.toAbsolutePath().toString(),
                    "extract",
                    "--destination",
                    fresh.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!tool.waitFor(UNPACK_LIMIT) || tool.exitValue() != 0) {
        throw new PartFailedException(builtJar + " cannot be unpacked", Files.readAllLines(output));
      }
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailedException("interrupted while unpacking " + builtJar, e);
    } finally {
      tool.destroyForcibly();
      Files.deleteIfExists(output);
    }
  }
}
