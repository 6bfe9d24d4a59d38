package dev.tradewitness.anchor.capture;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param captureUrl where capture-service answers
@ConfigurationProperties("tradewitness.anchor")
record CaptureProperties(@DefaultValue("http://127.0.0.1:8081") URI captureUrl) {}
