package dev.tradewitness.kit.heap;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All rooms of a service, which fit into its heap together. Immutable.
final class HeapRooms {

  private static final Logger log = LoggerFactory.getLogger(HeapRooms.class);

  private static final long MIB = 1024 * 1024;

  /// @param heapBytes the most that the heap grows to
  /// @throws IllegalStateException naming the bounds and the heap when the heap cannot hold them
  HeapRooms(List<HeapRoom> rooms, long heapBytes) {
    long bytes = sum(rooms);
    long room = room(heapBytes);
    if (bytes > room) {
      String detail =
          ("what these bounds let the service hold takes %d MiB, but three quarters of the heap of"
                  + " %d MiB are %d MiB: lower the bounds or raise the heap. %s")
              .formatted(Math.ceilDiv(bytes, MIB), heapBytes / MIB, room / MIB, list(rooms));
      if (sum(rooms.stream().filter(HeapRoom::isFixed).toList()) > room) {
        throw new IllegalStateException(detail);
      }
      // The file was followed while the service ran: a restart must not be what it fails by.
      log.atWarn().log(detail);
    }
  }

  private static long sum(List<HeapRoom> rooms) {
    long bytes = 0;
    for (HeapRoom room : rooms) {
      bytes = room.bytes() > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + room.bytes();
    }
    return bytes;
  }

  /// The other quarter is for the service itself and for the collector.
  private static long room(long heapBytes) {
    return heapBytes / 4 * 3;
  }

  /// The largest first, since lowering that one helps most.
  private static String list(List<HeapRoom> rooms) {
    return rooms.stream()
        .filter(room -> room.bytes() > 0)
        .sorted(Comparator.comparingLong(HeapRoom::bytes).reversed())
        .map(room -> "%s: %d MiB".formatted(room.bound(), Math.ceilDiv(room.bytes(), MIB)))
        .collect(Collectors.joining("; "));
  }
}
