package dev.tradewitness.client.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where an LDJSON door is: `ldjson://host:port`, `ldjsons://host:port` with TLS, or
/// `ldjson+unix:///path`.
///
/// @param host of TCP; null for a Unix socket
/// @param path of a Unix socket; null for TCP
record LdjsonAddress(@Nullable String host, int port, boolean isTls, @Nullable Path path) {

  private static final Set<String> SCHEMES = Set.of("ldjson", "ldjsons", "ldjson+unix");
  private static final int PORT = 17000;

  static boolean isLdjson(URI address) {
    return address.getScheme() != null && SCHEMES.contains(address.getScheme());
  }

  /// @throws IllegalArgumentException for another address
  static LdjsonAddress of(URI address) {
    if (isLdjson(address)
        && address.getQuery() == null
        && address.getFragment() == null
        && address.getUserInfo() == null) {
      String path = address.getPath();
      if (address.getScheme().equals("ldjson+unix")) {
        if (address.getAuthority() == null && path != null && path.length() > 1) {
          return new LdjsonAddress(null, 0, false, Path.of(path));
        }
      } else if (address.getHost() != null && (path.isEmpty() || path.equals("/"))) {
        return new LdjsonAddress(
            address.getHost(),
            address.getPort() < 0 ? PORT : address.getPort(),
            address.getScheme().equals("ldjsons"),
            null);
      }
    }
    throw new IllegalArgumentException(
        "expected ldjson://host:port, ldjsons://host:port or ldjson+unix:///path, got " + address);
  }
}
