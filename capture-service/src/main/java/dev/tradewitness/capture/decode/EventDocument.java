package dev.tradewitness.capture.decode;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;

/// An event's bytes exactly as received, and the hash over the part of them that its profile
/// covers.
public final class EventDocument {

  /// The longest event that any door takes, in bytes. With what is added to it, it fits a spooled
  /// record and a Kafka message of 1 MiB, which brokers, topics and consumers take unless told
  /// otherwise.
  public static final int BYTES_MAX = 900 * 1024;

  private final byte[] bytes;
  private final Hash hash;
  private final HashProfile profile;
  private final boolean carriesReserved;

  /// Takes ownership of the bytes: nobody writes into them any more.
  ///
  /// @param carriesReserved true when the sender put in a member whose name is ours on reads: it is
  ///   kept, and not trusted
  public EventDocument(byte[] bytes, Hash hash, HashProfile profile, boolean carriesReserved) {
    this.bytes = bytes;
    this.hash = hash;
    this.profile = profile;
    this.carriesReserved = carriesReserved;
  }

  /// The bytes themselves, not a copy; they are not to be written into.
  public byte[] bytes() {
    return bytes;
  }

  public Hash hash() {
    return hash;
  }

  public HashProfile profile() {
    return profile;
  }

  public boolean carriesReserved() {
    return carriesReserved;
  }
}
