package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The signature in a jar (JAR File Specification, "Signed JAR File").
///
/// The JDK keeps no class of a signed jar in an AOT cache, and hashes each one as it loads it. For
/// code that the build has fetched and checked, and that lies in a folder beside other code without
/// signatures, this proves nothing.
final class JarSignature {
  private static final Pattern FILE =
      Pattern.compile("META-INF/(SIG-[^/]*|[^/]+\\.(SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

  private JarSignature() {}

  /// Takes the signature out of the jar, if there is one: its files, and the digest of each entry
  /// in the manifest. Everything else stays, also when this is interrupted.
  static void remove(Path jar) throws IOException {
    try (var signed = new JarFile(jar.toFile(), false)) {
      if (signed.stream().noneMatch(entry -> isSignature(entry))) {
        return;
      }
      var unsigned = jar.resolveSibling(jar.getFileName() + ".unsigned");
      try (var out = new JarOutputStream(Files.newOutputStream(unsigned), unsigned(signed))) {
        for (ZipEntry entry : signed.stream().toList()) {
          if (!isSignature(entry) && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
            copy(signed, entry, out);
          }
        }
      }
      Files.move(unsigned, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isSignature(ZipEntry entry) {
    return FILE.matcher(entry.getName()).matches();
  }

  private static Manifest unsigned(JarFile signed) throws IOException {
    var manifest =
        signed.getManifest() == null ? new Manifest() : new Manifest(signed.getManifest());
    manifest
        .getEntries()
        .values()
        .forEach(attributes ->
            attributes.keySet().removeIf(name -> name.toString().endsWith("-Digest")));
    manifest.getEntries().values().removeIf(attributes -> attributes.isEmpty());
    return manifest;
  }

  private static void copy(ZipFile from, ZipEntry entry, JarOutputStream to) throws IOException {
    var copied = new ZipEntry(entry.getName());
    copied.setTimeLocal(entry.getTimeLocal());
    to.putNextEntry(copied);
    try (var bytes = from.getInputStream(entry)) {
      bytes.transferTo(to);
    }
    to.closeEntry();
  }
}
