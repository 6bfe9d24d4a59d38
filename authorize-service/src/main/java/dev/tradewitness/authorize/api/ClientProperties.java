package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.common.event.Names;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The account of orders that name no client. (Other settings share this prefix, so unknown keys
/// are caught by their own records.)
///
/// @param defaultClient null: an order without client is refused. All callers that name no client
///   then share one account, its order ids and its replayed decisions.
@ConfigurationProperties("tradewitness.authorize")
record ClientProperties(@Nullable String defaultClient) {

  ClientProperties {
    if (defaultClient != null && !ClientId.isValid(defaultClient)) {
      throw new IllegalArgumentException("default-client is " + Names.EXPECTED);
    }
  }

  @Nullable ClientId client() {
    return defaultClient == null ? null : new ClientId(defaultClient);
  }
}
