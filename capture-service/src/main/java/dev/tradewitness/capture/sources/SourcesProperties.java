package dev.tradewitness.capture.sources;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the sources file is.
///
/// @param sources the file; without one the sources are those of the file that is part of the
///   program
/// @param sourcesWatch how often it is looked at; a change counts once two looks found the same
@ConfigurationProperties(prefix = "tradewitness.capture")
record SourcesProperties(@Nullable Path sources, @DefaultValue("1s") Duration sourcesWatch) {}
