package dev.tradewitness.capture.decode;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;

/// An event's bytes exactly as received, and the hash over the part of them that its profile
/// covers.
public final class EventDocument {

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
