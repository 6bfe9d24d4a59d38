package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// The clients of which a segment has forgotten ids, by their 32-bit hashes, at four bytes each, or
/// [#ALL] of them. Immutable.
final class ForgottenClients {

  static final ForgottenClients NONE = new ForgottenClients(new int[0]);

  /// Any client may be one of them. Takes no room.
  static final ForgottenClients ALL = new ForgottenClients(new int[0]);

  // In ascending order, each once.
  private final int[] hashes;

  private ForgottenClients(int[] hashes) {
    this.hashes = hashes;
  }

  /// What [#forEach] told.
  ///
  /// @param hashes in ascending order, each once; owned by this from now on
  static ForgottenClients of(int[] hashes) {
    return hashes.length == 0 ? NONE : new ForgottenClients(hashes);
  }

  ForgottenClients and(ForgottenClients others) {
    return others == ALL ? ALL : and(others.hashes);
  }

  /// @param others in ascending order, as often as one likes
  ForgottenClients and(int[] others) {
    if (this == ALL || others.length == 0) {
      return this;
    }
    int[] all = new int[hashes.length + others.length];
    int size = 0;
    for (int a = 0, b = 0; a < hashes.length || b < others.length; ) {
      boolean own = b == others.length || a < hashes.length && hashes[a] <= others[b];
      int next = own ? hashes[a++] : others[b++];
      if (size == 0 || all[size - 1] != next) {
        all[size++] = next;
      }
    }
    return new ForgottenClients(size == all.length ? all : Arrays.copyOf(all, size));
  }

  /// True when no ids of any client were forgotten.
  boolean isEmpty() {
    return this != ALL && hashes.length == 0;
  }

  /// How many clients are kept by their hashes.
  int count() {
    return hashes.length;
  }

  boolean has(int client) {
    return this == ALL || hashes.length > 0 && Arrays.binarySearch(hashes, client) >= 0;
  }

  /// Those that are kept by their hashes, in ascending order.
  void forEach(IntConsumer client) {
    for (int hash : hashes) {
      client.accept(hash);
    }
  }

  long bytesHeld() {
    return hashes.length == 0 ? 0 : 16 + 16 + 4L * hashes.length;
  }
}
