package dev.tradewitness.anchor.checkpoint;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param origin the host part of every log's origin line, `<origin>/<policy_id>`
@ConfigurationProperties("tradewitness.anchor")
record OriginProperties(@DefaultValue("tradewitness.local") String origin) {

  OriginProperties {
    if (!origin.matches("[A-Za-z0-9._:/-]{1,200}")) {
      throw new IllegalArgumentException("tradewitness.anchor.origin is no host name: " + origin);
    }
  }
}
