package dev.tradewitness.authorize.journal;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When an answer may leave. (Other settings share this prefix.)
///
/// @param durability `commit`: after PostgreSQL has flushed the decision to disk
/// @param requireDurableServer refuse to start while the server's `fsync`, `full_page_writes` or
///   `synchronous_commit` is off
@ConfigurationProperties("tradewitness.authorize")
public record DurabilityProperties(
    @DefaultValue("commit") Durability durability,
    @DefaultValue("true") boolean requireDurableServer) {

  /// The promises there are.
  public enum Durability {
    COMMIT
  }
}
