package dev.tradewitness.launcher.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;

/// Secrets of one installation: made on first use, kept for ever, readable by their owner alone.
final class KeyFolder {
  private static final int KEY_BYTES = 32;
  private static final int PASSWORD_BYTES = 24;

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  KeyFolder(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /// A file with 32 random bytes in base64: an Ed25519 seed or an HMAC key.
  Path key(String name) {
    ensure(name, KEY_BYTES, bytes -> Base64.getEncoder().encodeToString(bytes));
    return folder.resolve(name);
  }

  String password(String role) {
    var name = "database-" + role + ".password";
    ensure(name, PASSWORD_BYTES, bytes -> HexFormat.of().formatHex(bytes));
    try {
      return Files.readString(folder.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ensure(String name, int length, Function<byte[], String> text) {
    var file = folder.resolve(name);
    if (Files.exists(file)) {
      return;
    }
    var bytes = new byte[length];
    random.nextBytes(bytes);
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      var fresh = folder.resolve(name + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text.apply(bytes) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
