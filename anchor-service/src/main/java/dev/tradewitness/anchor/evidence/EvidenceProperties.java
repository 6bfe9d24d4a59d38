package dev.tradewitness.anchor.evidence;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param eventsMax most events in one bundle
/// @param bytesMax most bytes of all members together, before compression
/// @param bundlesAtOnce most bundles assembled at a time
/// @param folder where members wait while the manifest is made; the system's folder for temporary
///   files if not set
@ConfigurationProperties(prefix = "tradewitness.anchor.evidence", ignoreUnknownFields = false)
record EvidenceProperties(
    @DefaultValue("5000") int eventsMax,
    @DefaultValue("268435456") long bytesMax,
    @DefaultValue("4") int bundlesAtOnce,
    @Nullable Path folder) {}
