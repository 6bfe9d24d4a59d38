package dev.tradewitness.kit.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Which web pages may change state.
///
/// @param allowedOrigins origins such as `https://console.example:8080` that are taken besides the
///   service's own; a gateway that passes `Origin` on needs its own here
@ConfigurationProperties(prefix = "tradewitness.web", ignoreUnknownFields = false)
record DoorProperties(@DefaultValue List<String> allowedOrigins) {}
