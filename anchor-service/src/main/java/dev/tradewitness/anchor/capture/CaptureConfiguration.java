package dev.tradewitness.anchor.capture;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

  @Bean
  CaptureClient captureClient(CaptureProperties capture, CaptureClientProperties settings) {
    return new CaptureClient(capture.captureUrl(), settings);
  }
}
