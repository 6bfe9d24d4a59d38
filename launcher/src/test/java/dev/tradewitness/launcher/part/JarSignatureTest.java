package dev.tradewitness.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.bouncycastle.tsp.TimeStampToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a jar that its makers have signed.
class JarSignatureTest {

  @TempDir Path folder;

  @Test
  void leavesAllButTheSignature() throws Exception {
    var published =
        Path.of(TimeStampToken.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var jar = Files.copy(published, folder.resolve("library.jar"));
    assertThat(signedEntries(published)).isPositive();

    JarSignature.remove(jar);

    assertThat(signedEntries(jar)).isZero();
    assertThat(contents(jar)).isEqualTo(contents(published));
    try (var before = new JarFile(published.toFile());
        var after = new JarFile(jar.toFile())) {
      assertThat(after.getManifest().getMainAttributes())
          .isEqualTo(before.getManifest().getMainAttributes());
      assertThat(after.getManifest().getEntries()).isEmpty();
      assertThat(after.isMultiRelease()).isEqualTo(before.isMultiRelease());
      assertThat(after.stream()).noneMatch(entry -> entry.getName().endsWith(".SF"));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(jar);
    }
  }

  @Test
  void doesNotTouchAJarWithoutOne() throws Exception {
    var jar = folder.resolve("library.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), new Manifest())) {
      out.putNextEntry(new JarEntry("META-INF/services/a.SF"));
      out.write(1);
    }
    var before = Files.readAllBytes(jar);

    JarSignature.remove(jar);

    assertThat(jar).hasBinaryContent(before);
  }

  private static long signedEntries(Path jar) throws IOException {
    long signed = 0;
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        try (var bytes = file.getInputStream(entry)) {
          bytes.readAllBytes(); // only then are its signers known
        }
        signed += entry.getCodeSigners() == null ? 0 : 1;
      }
    }
    return signed;
  }

  /// Each entry outside of META-INF, and those inside that are no part of a signature.
  private static SortedMap<String, String> contents(Path jar) throws IOException {
    var contents = new TreeMap<String, String>();
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        if (!entry.getName().matches("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|MANIFEST\\.MF)")) {
          try (var bytes = file.getInputStream(entry)) {
            contents.put(
                entry.getName(),
                "%d %x".formatted(entry.getSize(), entry.getCrc()) + bytes.readAllBytes().length);
          }
        }
      }
    }
    return contents;
  }
}
