package dev.tradewitness.anchor.api;

import dev.tradewitness.kit.web.ReadSize;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/// What large answers take in memory.
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

  /// Some thousands of streams.
  @Bean
  ReadSize sizeOfStatus() {
    return ReadSize.of("/vcp/anchor/status", DataSize.ofMegabytes(8));
  }

  /// A page of batches with their anchors' proofs.
  @Bean
  ReadSize sizeOfAnchors() {
    return ReadSize.of("/vcp/anchors", DataSize.ofMegabytes(8));
  }

  @Bean
  ReadSize sizeOfSettlements() {
    return ReadSize.of("/vcp/logs/.*/settlements", DataSize.ofMegabytes(2));
  }

  /// The bundle itself is on the disk.
  @Bean
  ReadSize sizeOfEvidence() {
    return ReadSize.of("/vcp/evidence", DataSize.ofMegabytes(1));
  }
}
