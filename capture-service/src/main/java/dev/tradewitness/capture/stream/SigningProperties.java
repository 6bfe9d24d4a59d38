package dev.tradewitness.capture.stream;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The instance's key and what it signs.
///
/// @param seed base64 of the 32 bytes of an Ed25519 seed
/// @param seedFile a file with the same
/// @param mode of streams that `streams` does not name
@ConfigurationProperties(prefix = "tradewitness.capture.signing", ignoreUnknownFields = false)
record SigningProperties(
    @Nullable String seed,
    @Nullable Path seedFile,
    @DefaultValue("every-event") SigningMode mode,
    @DefaultValue List<Stream> streams) {

  record Stream(String policyId, SigningMode mode) {}
}
