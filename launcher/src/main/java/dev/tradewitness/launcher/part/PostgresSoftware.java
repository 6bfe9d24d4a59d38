package dev.tradewitness.launcher.part;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The PostgreSQL programs of this machine's kind, unpacked from the class path once per folder.
///
/// @param folder holds `bin`, `lib` and `share`
public record PostgresSoftware(Path folder) {

  /// Unpacks into a sub-folder unless that has been done; processes that do so at the same time
  /// wait for one another.
  public static PostgresSoftware unpackedIn(Path parent) throws PartFailedException {
    var archive = archiveName();
    try {
      Files.createDirectories(parent);
      var resource = PostgresSoftware.class.getResource("/" + archive);
      if (resource == null) {
        throw new PartFailedException(
            "no PostgreSQL programs for this machine: %s is not on the class path"
                .formatted(archive));
      }
      // The length tells one release's archive from the next one's; versions are not in its name.
      long length = resource.openConnection().getContentLengthLong();
      var folder = parent.resolve(archive.replace(".txz", "-" + length));
      try (var lock = Folders.lock(parent.resolve(".unpack.lock"))) {
        if (!Files.isDirectory(folder) && lock.isOpen()) {
          var fresh = parent.resolve(folder.getFileName() + ".new");
          Folders.deleteTree(fresh);
          try (var stream = resource.openStream()) {
            unpack(stream, fresh);
          }
          Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return new PostgresSoftware(folder);
    } catch (IOException e) {
      throw new PartFailedException("the PostgreSQL programs cannot be unpacked into " + parent, e);
    }
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static String archiveName() {
    var os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    var cpu = System.getProperty("os.arch", "");
    var system = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
    var machine =
        switch (cpu) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> cpu;
        };
    return "postgres-%s-%s.txz".formatted(system, machine);
  }

  private static void unpack(InputStream archive, Path target) throws IOException {
    folder(target);
    try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("entry leaves the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          folder(path);
          continue;
        }
        var folder = path.getParent(); // not every folder has an entry of its own
        if (folder != null && !Files.isDirectory(folder)) {
          folder(folder);
        }
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createLink(path, target.resolve(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          var executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  /// Open to all, whatever the umask: the server may run as another account.
  private static void folder(Path path) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
