package dev.tradewitness.common;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Published vectors that live beside the repository, in `../shared/data`; tests say so where they
/// are absent.
public final class SharedData {

  private SharedData() {}

  /// The file, or a skipped test that names what is missing.
  public static Path file(String path) {
    Path file =
        Path.of(System.getProperty("tradewitness.home", ".."))
            .resolve("../shared/data")
            .resolve(path);
    Assumptions.assumeTrue(Files.exists(file), () -> "no published vectors at shared/data/" + path);
    return file;
  }
}
