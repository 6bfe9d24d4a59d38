package dev.tradewitness.anchor.capture;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Two who ask capture, each with a breaker of its own: what the repair of a log learned in the
/// background, for example while capture was still starting, must not refuse a person's evidence.
@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

  @Bean
  CaptureClient repairCapture(CaptureProperties capture, CaptureClientProperties settings) {
    return new CaptureClient("repair", capture.captureUrl(), settings);
  }

  @Bean
  CaptureClient evidenceCapture(CaptureProperties capture, CaptureClientProperties settings) {
    return new CaptureClient("evidence", capture.captureUrl(), settings);
  }
}
