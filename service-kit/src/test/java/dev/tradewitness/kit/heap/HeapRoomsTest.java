package dev.tradewitness.kit.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.kit.kafka.KafkaRooms;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class HeapRoomsTest {

  private static final long MIB = 1024 * 1024;

  @Test
  void boundsThatTheHeapCannotHoldAreRefusedNamingEachAndTheHeap() {
    var rooms =
        List.of(
            HeapRoom.of("small-max", DataSize.ofKilobytes(1536)),
            HeapRoom.of("copied-max", DataSize.ofMegabytes(48), 2),
            HeapRoom.of("counted-max", 90_000, 1024),
            new HeapRoom("off-max=9GB", 0));
    // 1.5 + 96 + 87.9 MiB
    assertThatThrownBy(() -> new HeapRooms(rooms, 247 * MIB))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("takes 186 MiB")
        .hasMessageContaining("three quarters of the heap of 247 MiB are 185 MiB")
        .hasMessageEndingWith(
            "copied-max=48MB: 96 MiB; counted-max=90000: 88 MiB; small-max=1536KB: 2 MiB");
    new HeapRooms(rooms, 248 * MIB);
  }

  @Test
  void theGreatestBoundsAreAddedUpWithoutOverflow() {
    var most = HeapRoom.of("most", Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(most.bytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(HeapRoom.of("most", DataSize.ofBytes(Long.MAX_VALUE), 2).bytes())
        .isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> new HeapRooms(List.of(most, most), Long.MAX_VALUE))
        .hasMessageContaining("most=");
    assertThatThrownBy(() -> new HeapRoom("less", -1)).hasMessageContaining("less");
  }

  /// A service that ran with its file starts with it again.
  @Test
  void whatAFollowedFileAsksForIsToldAndNotRefused() {
    var fixed = new HeapRoom("fixed-max=100MB", 100 * MIB);
    new HeapRooms(List.of(fixed, HeapRoom.followed("40 sessions", 120 * MIB)), 247 * MIB);
    assertThatThrownBy(() ->
            new HeapRooms(List.of(fixed, fixed, HeapRoom.followed("1 session", MIB)), 247 * MIB))
        .hasMessageContaining("takes 201 MiB");
  }

  @Test
  void aStartWithSuchBoundsFails() {
    var context =
        new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(HeapConfiguration.class));
    context
        .withBean("fits", HeapRoom.class, () -> new HeapRoom("fits=1", MIB))
        .run(started -> assertThat(started).hasNotFailed());
    context
        .withBean("fits", HeapRoom.class, () -> new HeapRoom("fits=1", MIB))
        .withBean("huge", HeapRoom.class, () -> new HeapRoom("huge-max=1EB", 1L << 60))
        .run(started ->
            assertThat(started)
                .getFailure()
                .hasStackTraceContaining("huge-max=1EB")
                .hasStackTraceContaining("three quarters of the heap"));
  }

  @Test
  void kafkasClientsCountByTheirSettingsOrKafkasDefaults() {
    var kafka = new KafkaProperties();
    assertThat(KafkaRooms.producers(kafka, 2).bytes()).isEqualTo(64 * MIB);
    assertThat(KafkaRooms.consumers(kafka, 1).bytes()).isEqualTo(100 * MIB);
    kafka.getProducer().setBufferMemory(DataSize.ofMegabytes(8));
    kafka.getConsumer().getProperties().put("fetch.max.bytes", "2097152");
    assertThat(KafkaRooms.producers(kafka, 2))
        .isEqualTo(new HeapRoom("spring.kafka.producer.buffer-memory=8MB", 16 * MIB));
    assertThat(KafkaRooms.consumers(kafka, 3))
        .isEqualTo(new HeapRoom("spring.kafka.consumer.properties.fetch.max.bytes=2MB", 12 * MIB));
  }
}
