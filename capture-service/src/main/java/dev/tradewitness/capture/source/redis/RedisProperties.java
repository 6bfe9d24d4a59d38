package dev.tradewitness.capture.source.redis;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The Redis door; which streams it reads is in the sources file.
///
/// @param group the consumer group, of all instances on one database
/// @param username of every server; absent for the default user
/// @param password of every server
/// @param passwordFile holds the password, where it is not in `password`
/// @param sslBundle the name of a bundle below `spring.ssl.bundle`, for servers with `tls: true`;
///   absent: the JDK's own authorities
/// @param batch entries that are read at once, at most
/// @param batchSize about the bytes of these entries, going by the largest of those before
/// @param lease how long a stream waits for an instance that stands still before another reads it
/// @param timeout of connecting and of answers
/// @param retry between two tries to reach a server
/// @param claimAfter what another consumer was given and has not acknowledged for so long is
///   claimed
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.redis", ignoreUnknownFields = false)
record RedisProperties(
    @DefaultValue("tradewitness") @NotBlank String group,
    @Nullable String username,
    @Nullable String password,
    @Nullable Path passwordFile,
    @Nullable String sslBundle,
    @DefaultValue("100") @Min(1) @Max(10_000) int batch,
    @DefaultValue("1MB") DataSize batchSize,
    @DefaultValue("10s") Duration lease,
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("1s") Duration retry,
    @DefaultValue("30s") Duration claimAfter) {

  RedisProperties {
    requireAtLeast("timeout", timeout, Duration.ofSeconds(2)); // a look waits a second for entries
    requireAtLeast("lease", lease, Duration.ofSeconds(1));
    requireAtLeast("retry", retry, Duration.ofMillis(100));
    requireAtLeast("claim-after", claimAfter, Duration.ofSeconds(1));
  }

  private static void requireAtLeast(String name, Duration time, Duration least) {
    if (time.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "tradewitness.capture.redis.%s is %s at least, not %s".formatted(name, least, time));
    }
  }

  /// Null when none is set.
  @Nullable String secret() {
    if (password != null && !password.isBlank()) {
      return password;
    }
    if (passwordFile == null) {
      return null;
    }
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the password file " + passwordFile, e);
    }
  }
}
