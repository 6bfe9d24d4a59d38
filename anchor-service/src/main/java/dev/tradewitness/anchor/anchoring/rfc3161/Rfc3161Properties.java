package dev.tradewitness.anchor.anchoring.rfc3161;

import dev.tradewitness.anchor.anchoring.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Time-stamp authorities to anchor to.
///
/// @param targets asked for every batch, each on its own
/// @param timeout for one request, connection and answer together
/// @param responseBytesMax longest answer that is read
/// @param clockTolerance how far a token's time may lie before the batch's close or after now
@ConfigurationProperties(prefix = "tradewitness.anchor.rfc3161", ignoreUnknownFields = false)
public record Rfc3161Properties(
    @DefaultValue List<Target> targets,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("65536") int responseBytesMax,
    @DefaultValue("5s") Duration clockTolerance) {

  /// @param name identifies it in records; must be unique
  /// @param trust LOCAL when the operator of this log runs it; has no default, since it is what
  ///   records claim of every stamp
  /// @param ca PEM text of the certificates that its chain must end in; or `caFile`
  public record Target(
      String name, URI url, Trust trust, @Nullable String ca, @Nullable Path caFile) {

    /// @throws IllegalStateException when it does not say who runs it
    public Target {
      if (trust == null) {
        throw new IllegalStateException(
            "the time-stamp target %s needs trust: EXTERNAL, or LOCAL when you run it yourself"
                .formatted(name));
      }
    }

    String caPem() {
      if (ca != null && !ca.isBlank()) {
        return ca;
      }
      if (caFile == null) {
        throw new IllegalStateException(
            "the time-stamp target %s needs ca (PEM) or ca-file: without it no token can be checked"
                .formatted(name));
      }
      try {
        return Files.readString(caFile);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the CA file " + caFile, e);
      }
    }
  }

  /// @throws IllegalStateException when a target cannot be used
  public List<TimeStampAuthority> authorities(InstantSource clock) {
    return targets.stream()
        .map(target -> new TimeStampAuthority(target, target.caPem(), this, clock))
        .toList();
  }
}
