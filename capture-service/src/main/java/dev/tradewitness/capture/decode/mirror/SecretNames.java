package dev.tradewitness.capture.decode.mirror;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Names whose values are never stored. Case, hyphens and underscores do not count: `api_key`,
/// `apiKey` and `API-KEY` are one name.
public record SecretNames(Set<String> names) {

  /// Longer ones are never compared.
  static final int CHARS_MAX = 128;

  // A header is never stored when its name holds one of these, whatever is allowed.
  private static final List<String> HEADER_WORDS =
      List.of(
          "authorization",
          "cookie",
          "apikey",
          "accesskey",
          "privatekey",
          "token",
          "secret",
          "password",
          "passphrase",
          "credential",
          "session",
          "signature",
          "csrf",
          "xsrf");

  public SecretNames {
    names = names.stream().map(SecretNames::plain).collect(Collectors.toUnmodifiableSet());
  }

  boolean has(String name) {
    return name.length() <= CHARS_MAX && names.contains(plain(name));
  }

  /// Whether a header's name says that its value is a credential.
  public static boolean isCredentialHeader(String name) {
    String plain = plain(name);
    return HEADER_WORDS.stream().anyMatch(plain::contains);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
