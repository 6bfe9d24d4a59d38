package dev.tradewitness.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Published vectors that live beside the repository, in `../shared/data`. Tests say so where that
/// folder is absent. A file that is missing in it fails the test where
/// `TRADEWITNESS_DRILL_TOOLS=required`, as in continuous integration.
public final class SharedData {

  private SharedData() {}

  /// The file, or a skipped test that names what is missing.
  public static Path file(String path) {
    Path folder = Path.of(System.getProperty("tradewitness.home", "..")).resolve("../shared/data");
    Path file = folder.resolve(path);
    if ("required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS")) && Files.exists(folder)) {
      assertThat(file).exists();
    }
    Assumptions.assumeTrue(Files.exists(file), () -> "no published vectors at shared/data/" + path);
    return file;
  }
}
