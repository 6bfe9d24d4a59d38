package dev.tradewitness.kit.heap;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/// Refuses a start whose bounds the heap cannot hold.
@AutoConfiguration
public class HeapConfiguration {

  @Bean
  HeapRooms heapRooms(ObjectProvider<HeapRoom> rooms) {
    return new HeapRooms(rooms.orderedStream().toList(), Runtime.getRuntime().maxMemory());
  }
}
