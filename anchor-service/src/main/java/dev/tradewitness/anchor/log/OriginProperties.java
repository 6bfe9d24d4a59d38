package dev.tradewitness.anchor.log;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param origin the host part of every log's origin line, `<origin>/<policy_id>`; fixed once there
///   is a log. With the longest policy id the line has 255 bytes, which is what witnesses take
@ConfigurationProperties("tradewitness.anchor")
public record OriginProperties(@DefaultValue("tradewitness.local") String origin) {

  private static final int LINE_BYTES_MAX = 255;
  private static final int POLICY_ID_BYTES_MAX = 128;
  private static final int ORIGIN_BYTES_MAX = LINE_BYTES_MAX - 1 - POLICY_ID_BYTES_MAX;

  public OriginProperties {
    if (!origin.matches("[A-Za-z0-9._:/-]{1," + ORIGIN_BYTES_MAX + "}")) {
      throw new IllegalArgumentException(
          "tradewitness.anchor.origin is 1 to %d of letters, digits, . _ : / -, got %s"
              .formatted(ORIGIN_BYTES_MAX, origin));
    }
  }
}
