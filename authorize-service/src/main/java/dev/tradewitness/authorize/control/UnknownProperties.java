package dev.tradewitness.authorize.control;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What happens to orders of clients and in symbols that nobody has set anything for. Both fail
/// closed by default. (Other settings share this prefix, so unknown keys are caught by their own
/// records.)
///
/// @param unknownClient `block`: only clients that have limits of their own; `allow`: the default
///   account limits count for others
/// @param unknownSymbol `block`: only instruments that were set up; `allow`: any symbol
@ConfigurationProperties("tradewitness.authorize")
public record UnknownProperties(
    @DefaultValue("block") Treatment unknownClient,
    @DefaultValue("block") Treatment unknownSymbol) {

  /// What to do.
  public enum Treatment {
    ALLOW,
    BLOCK
  }
}
