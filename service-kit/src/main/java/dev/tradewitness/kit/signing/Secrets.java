package dev.tradewitness.kit.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Reads secrets that an operator supplies, as base64 text in a setting or in a file. Nothing here
/// ever makes one: a missing key must stop the service, not create a throw-away key.
public final class Secrets {

  private Secrets() {}

  /// @param property the setting that holds the base64 text; `<property>-file` names the file that
  ///   may hold it
  /// @param bytesMin the shortest secret that is accepted
  /// @throws IllegalStateException saying which setting to give, when neither is there or the
  ///   secret is no base64 or too short
  public static byte[] read(
      String property, @Nullable String value, @Nullable Path file, int bytesMin) {
    byte[] secret = decoded(property, text(property, value, file));
    if (secret.length < bytesMin) {
      throw new IllegalStateException(
          "%s holds %d bytes, at least %d are needed".formatted(property, secret.length, bytesMin));
    }
    return secret;
  }

  private static String text(String property, @Nullable String value, @Nullable Path file) {
    if (value != null && !value.isBlank()) {
      return value.strip();
    }
    if (file == null) {
      throw new IllegalStateException(
          "no key: set %s (base64) or %s-file (path of a file with it)"
              .formatted(property, property));
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the key file %s".formatted(file), e);
    }
  }

  private static byte[] decoded(String property, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(property + " is not base64", e);
    }
  }
}
