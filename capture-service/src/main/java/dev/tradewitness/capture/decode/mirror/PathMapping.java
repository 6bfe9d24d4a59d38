package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.capture.decode.foreign.OrderMapping;
import java.util.Set;

/// Which requests hold orders, and how their bodies become events.
///
/// @param path of the requests
/// @param exact whether only this path counts, and not those below it
/// @param methods of the requests, in upper case
public record PathMapping(String path, boolean exact, Set<String> methods, OrderMapping order) {

  public PathMapping {
    methods = Set.copyOf(methods);
  }

  /// @param requestPath without its query, decoded
  boolean takes(String method, String requestPath) {
    return methods.contains(method)
        && (requestPath.equals(path)
            || !exact
                && requestPath.startsWith(path)
                && (path.endsWith("/") || requestPath.charAt(path.length()) == '/'));
  }
}
