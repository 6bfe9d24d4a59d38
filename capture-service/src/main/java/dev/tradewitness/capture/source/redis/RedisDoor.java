package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.sources.SourceDoor;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the streams of the sources file, each on a thread of its own.
final class RedisDoor implements SourceDoor<List<RedisStream>> {

  private static final Logger log = LoggerFactory.getLogger(RedisDoor.class);

  /// Longer than a look at a server that does not answer.
  private static final Duration END = Duration.ofSeconds(12);

  private final BiFunction<RedisStream, Hash, RedisReading> readings;
  private final List<RedisReading> open = new ArrayList<>();

  RedisDoor(BiFunction<RedisStream, Hash, RedisReading> readings) {
    this.readings = readings;
  }

  /// One stream that is read.
  record RedisReading(RedisStore store, RedisReader reader, RedisMeters meters, Thread thread) {

    static RedisReading of(String name, RedisStore store, RedisReader reader, RedisMeters meters) {
      Thread thread =
          Thread.ofPlatform()
              .name("redis-" + name)
              .unstarted(VitalTask.until(reader::isStopped, reader));
      return new RedisReading(store, reader, meters, thread);
    }
  }

  @Override
  public List<RedisStream> named(SourcesFile file) {
    return file.redis();
  }

  @Override
  public void open(List<RedisStream> wanted, SourcesFile file) {
    for (RedisStream stream : wanted) {
      RedisReading reading = readings.apply(stream, file.digest());
      open.add(reading);
      reading.thread.start();
    }
    if (!wanted.isEmpty()) {
      log.atInfo()
          .addKeyValue("streams", wanted.stream().map(RedisStream::name).toList())
          .log("Redis streams are read");
    }
  }

  @Override
  public void keep(SourcesFile file) {
    open.forEach(reading -> reading.store.setSourcesDigest(file.digest()));
  }

  @Override
  public void close() {
    open.forEach(reading -> reading.reader.stop());
    long until = System.nanoTime() + END.toNanos();
    try {
      for (RedisReading reading : open) {
        long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
        if (!reading.thread.join(Duration.ofMillis(left))) {
          // What it is just storing comes again, or is there already.
          log.atWarn().addKeyValue("thread", reading.thread.getName()).log("still reads");
        }
        reading.meters.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.clear();
  }
}
