package dev.tradewitness.authorize.journal;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When an answer may leave. (Other settings share this prefix.)
///
/// @param durability `commit`: after PostgreSQL has flushed the decision to disk
@ConfigurationProperties("tradewitness.authorize")
public record DurabilityProperties(@DefaultValue("commit") Durability durability) {

  /// The promises there are.
  public enum Durability {
    COMMIT
  }
}
