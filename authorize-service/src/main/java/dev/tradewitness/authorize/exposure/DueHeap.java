package dev.tradewitness.authorize.exposure;

import java.util.Arrays;

/// Open orders by deadline, then by journal number: a binary heap in which every order knows its
/// place, so that a closed one leaves at once.
abstract class DueHeap {

  private int[] heap = new int[64];
  private int size;

  /// True when the first row's order is due before the second's.
  abstract boolean isBefore(int row, int other);

  abstract void setPlace(int row, int place);

  abstract int place(int row);

  /// The row of the order that is due first, or -1.
  int first() {
    return size == 0 ? -1 : heap[0];
  }

  void add(int row) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    rise(size++, row);
  }

  void remove(int row) {
    int hole = place(row);
    int last = heap[--size];
    if (hole == size) {
      return;
    }
    if (hole > 0 && isBefore(last, heap[hole - 1 >>> 1])) {
      rise(hole, last);
    } else {
      sink(hole, last);
    }
  }

  private void rise(int from, int row) {
    int hole = from;
    while (hole > 0 && isBefore(row, heap[hole - 1 >>> 1])) {
      fill(hole, heap[hole - 1 >>> 1]);
      hole = hole - 1 >>> 1;
    }
    fill(hole, row);
  }

  private void sink(int from, int row) {
    int hole = from;
    for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], row)) {
        break;
      }
      fill(hole, heap[child]);
      hole = child;
    }
    fill(hole, row);
  }

  private void fill(int place, int row) {
    heap[place] = row;
    setPlace(row, place);
  }

  long bytesHeld() {
    return 24 + 16 + 4L * heap.length;
  }
}
