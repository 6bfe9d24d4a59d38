package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.kit.threads.AsideStop;
import dev.tradewitness.kit.threads.VitalTask;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reads the streams of the sources file, each on a thread of its own, and others when it changes.
final class RedisDoor implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RedisDoor.class);

  /// Longer than a look at a server that does not answer.
  private static final Duration END = Duration.ofSeconds(12);

  private final BiFunction<RedisStream, Hash, RedisReading> readings;
  private final Sources sources;
  private List<RedisStream> streams = List.of();
  private List<RedisReading> open = List.of();
  private boolean running;

  RedisDoor(BiFunction<RedisStream, Hash, RedisReading> readings, Sources sources) {
    this.readings = readings;
    this.sources = sources;
    sources.onChange(this::take);
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

  private synchronized void take(SourcesFile file) {
    if (!running) {
      return;
    }
    if (file.redis().equals(streams)) {
      open.forEach(reading -> reading.store.setSourcesDigest(file.digest()));
    } else {
      close();
      open(file);
    }
  }

  @Override
  public synchronized void start() {
    if (!running) {
      running = true;
      open(sources.current());
    }
  }

  private void open(SourcesFile file) {
    List<RedisStream> wanted = file.redis();
    streams = wanted;
    open = wanted.stream().map(stream -> readings.apply(stream, file.digest())).toList();
    open.forEach(reading -> reading.thread.start());
    if (!wanted.isEmpty()) {
      log.atInfo()
          .addKeyValue("streams", wanted.stream().map(RedisStream::name).toList())
          .log("Redis streams are read");
    }
  }

  private void close() {
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
    open = List.of();
    streams = List.of();
  }

  /// On a thread of its own: a server that does not answer must not use up the time of the others.
  @Override
  public void stop(Runnable done) {
    AsideStop.run("redis-stop", this::stop, done);
  }

  @Override
  public synchronized void stop() {
    running = false;
    close();
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  /// As the other doors of other systems: opened behind the committer, closed before it.
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 100;
  }
}
