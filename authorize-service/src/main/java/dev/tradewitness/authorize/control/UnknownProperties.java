package dev.tradewitness.authorize.control;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What happens to orders of clients and in symbols that nobody has set anything for. (Other
/// settings share this prefix, so unknown keys are caught by their own records.)
///
/// @param unknownClient `allow`: the default account limits count; `block`: refused
/// @param unknownSymbol `allow`, or `block`: only instruments that were set up
@ConfigurationProperties("tradewitness.authorize")
public record UnknownProperties(
    @DefaultValue("allow") Treatment unknownClient,
    @DefaultValue("allow") Treatment unknownSymbol) {

  /// What to do.
  public enum Treatment {
    ALLOW,
    BLOCK
  }
}
