package dev.tradewitness.capture.source.mirror;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The door for mirrored requests; what becomes of them is in the sources file.
///
/// @param bodySizeMax of one request
/// @param uploadsMax bodies that have arrived and are not answered, all together
/// @param uploadTimeMax from the first byte of a body to its last
@ConfigurationProperties(prefix = "tradewitness.capture.mirror", ignoreUnknownFields = false)
record MirrorProperties(
    @DefaultValue("1MB") DataSize bodySizeMax,
    @DefaultValue("8MB") DataSize uploadsMax,
    @DefaultValue("5s") Duration uploadTimeMax) {

  private static final DataSize BODY_MAX = DataSize.ofMegabytes(8);

  MirrorProperties {
    if (bodySizeMax.toBytes() < 1 || bodySizeMax.compareTo(BODY_MAX) > 0) {
      throw new IllegalArgumentException(
          "body-size-max is 1 to %s, not %s".formatted(BODY_MAX, bodySizeMax));
    }
  }
}
