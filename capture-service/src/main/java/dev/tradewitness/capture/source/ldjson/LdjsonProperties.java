package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.kit.signing.Secrets;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.InetAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The LDJSON door; what each source is recorded under is in the sources file.
///
/// @param address of the TCP port and of the metrics port
/// @param port 0 for any free one, -1 for none
/// @param sslBundle the name of a bundle below `spring.ssl.bundle`; absent for plain TCP
/// @param secret base64; when it or its file is there, every connection begins with a hello that
///   carries it
/// @param socket path of a Unix socket
/// @param socketMode its permissions, such as `rw-rw----`
/// @param metricsPort 0 for none
/// @param linesMax lines of one connection that are read and not yet durable
/// @param sizeMax about the bytes of these lines
/// @param sizeOfAllMax about the bytes of all connections' such lines
/// @param readTimeout a connection that sends nothing for so long is closed
/// @param writeTimeout a client that takes no acknowledgement for so long is cut off
/// @param drain how long connections have at the end of the service
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.ldjson", ignoreUnknownFields = false)
record LdjsonProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("127.0.0.1") InetAddress address,
    @DefaultValue("17000") @Min(-1) @Max(65535) int port,
    @Nullable String sslBundle,
    @Nullable String secret,
    @Nullable Path secretFile,
    @Nullable Path socket,
    @DefaultValue("rw-------") String socketMode,
    @DefaultValue("17001") @Min(0) @Max(65535) int metricsPort,
    @DefaultValue("100") @Min(1) @Max(10_000) int connectionsMax,
    @DefaultValue("4096") @Min(1) @Max(100_000) int linesMax,
    @DefaultValue("4MB") DataSize sizeMax,
    @DefaultValue("8MB") DataSize sizeOfAllMax,
    @DefaultValue("30s") Duration readTimeout,
    @DefaultValue("5s") Duration writeTimeout,
    @DefaultValue("3s") Duration drain) {

  private static final int SECRET_BYTES_MIN = 16;

  LdjsonProperties {
    requireRoom("size-max", sizeMax);
    requireRoom("size-of-all-max", sizeOfAllMax);
  }

  private static void requireRoom(String name, DataSize size) {
    // The longest line has to fit, counted as [HeldLine] counts; permits are an int.
    if (size.toBytes() < 512 * 1024 || size.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tradewitness.capture.ldjson.%s is from 512KB to 2047MB, not %s".formatted(name, size));
    }
  }

  /// Null when none is asked for.
  byte @Nullable [] sharedSecret() {
    boolean given = secret != null && !secret.isBlank();
    return given || secretFile != null
        ? Secrets.read("tradewitness.capture.ldjson.secret", secret, secretFile, SECRET_BYTES_MIN)
        : null;
  }

  Set<PosixFilePermission> socketPermissions() {
    return PosixFilePermissions.fromString(socketMode);
  }
}
