package dev.tradewitness.kit.web;

import java.util.Set;

/// A path whose requests have other bodies than JSON. A service declares a bean for each; every
/// path without one takes `application/json` and types that end in `+json`.
///
/// @param path exactly as in the request line
/// @param bodyTypes media types that are taken besides JSON, in lower case
/// @param anyBody true when bodies of every type and encoding are taken, and untyped ones, too. A
///   foreign page's POST still has an `Origin`, which is refused.
public record Door(String path, Set<String> bodyTypes, boolean anyBody) {

  public Door {
    bodyTypes = Set.copyOf(bodyTypes);
  }

  public Door(String path, Set<String> bodyTypes) {
    this(path, bodyTypes, false);
  }

  /// For bodies that are kept and not read.
  public static Door ofAnyBody(String path) {
    return new Door(path, Set.of(), true);
  }
}
