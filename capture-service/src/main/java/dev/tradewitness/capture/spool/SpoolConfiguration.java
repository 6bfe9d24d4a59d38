package dev.tradewitness.capture.spool;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.kit.heap.HeapRoom;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.ToDoubleFunction;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SpoolProperties.class)
class SpoolConfiguration {

  /// @throws IOException when the folder cannot be used
  @Bean(destroyMethod = "") // closed by the lifecycle
  Spool spool(
      SpoolProperties p,
      CommitQueue queue,
      EventSigner signer,
      StreamCommitter committer,
      MeterRegistry meters)
      throws IOException {
    Path path = p.folder();
    if (path == null) {
      return new NoSpool();
    }
    var spool =
        new FolderSpool(
            path,
            SpoolFolder.open(path, new LocalDisk(), p.segmentSize().toBytes()),
            queue,
            committer,
            // A decoder of its own: the ids of spooled events are known, it makes none.
            new EventDecoder(new SecureRandom()),
            signer,
            new SpoolBounds(p.sizeMax().toBytes(), p.drainEvents(), p.retry(), p.commitWait()),
            System::nanoTime);
    Gauge.builder("tradewitness.capture.spool.events", spool, FolderSpool::events).register(meters);
    Gauge.builder("tradewitness.capture.spool.bytes", spool, FolderSpool::bytes).register(meters);
    count(meters, "kept", spool, FolderSpool::kept);
    count(meters, "drained", spool, FolderSpool::drained);
    count(meters, "refused", spool, FolderSpool::refused);
    count(meters, "unwritten", spool, FolderSpool::unwritten);
    count(meters, "damaged", spool, FolderSpool::damaged);
    count(meters, "torn", spool, FolderSpool::torn);
    return spool;
  }

  @Bean
  HeapRoom roomOfSpooledEvents(SpoolProperties p) {
    return new HeapRoom(
        "tradewitness.capture.spool.folder=" + p.folder(),
        p.folder() == null ? 0 : SpoolBounds.DRAIN_BYTES_MAX + SpoolBounds.APPEND_BYTES_MAX);
  }

  private static void count(
      MeterRegistry meters, String what, FolderSpool spool, ToDoubleFunction<FolderSpool> count) {
    FunctionCounter.builder("tradewitness.capture.spool." + what, spool, count).register(meters);
  }

  @Bean
  SpoolLifecycle spoolLifecycle(Spool spool) {
    return new SpoolLifecycle(spool);
  }
}
