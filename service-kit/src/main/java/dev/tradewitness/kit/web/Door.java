package dev.tradewitness.kit.web;

import java.util.Set;

/// A path whose requests have other bodies than JSON. A service declares a bean for each; every
/// path without one takes `application/json` and types that end in `+json`.
///
/// @param path exactly as in the request line
/// @param bodyTypes media types that are taken besides JSON, in lower case
public record Door(String path, Set<String> bodyTypes) {

  public Door {
    bodyTypes = Set.copyOf(bodyTypes);
  }
}
