package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.batch.BatchStore;
import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EvidenceConfiguration {

  @Bean
  EventProofs eventProofs(
      StreamLog logs, TreeReader trees, Checkpoints checkpoints, BatchStore batches, KeyRing keys) {
    return new EventProofs(logs, trees, checkpoints, batches, keys);
  }

  @Bean
  KeyDirectory keyDirectory(KeyRing ring, CaptureClient evidenceCapture) {
    return new KeyDirectory(ring, evidenceCapture);
  }

  @Bean
  EvidenceAssembler evidenceAssembler(
      StreamLog logs,
      BatchStore batches,
      AnchorJobs jobs,
      KeyRing keys,
      CaptureClient evidenceCapture,
      MemberWriter members,
      EvidenceProperties settings) {
    return new EvidenceAssembler(logs, batches, jobs, keys, evidenceCapture, members, settings);
  }

  @Bean
  MemberWriter memberWriter(
      TreeReader trees, Checkpoints checkpoints, EventProofs proofs, KeyDirectory keys) {
    return new MemberWriter(trees, checkpoints, proofs, keys);
  }
}
