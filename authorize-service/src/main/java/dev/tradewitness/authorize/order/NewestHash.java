package dev.tradewitness.authorize.order;

import org.jspecify.annotations.Nullable;

/// Hashes texts of one kind and keeps the newest hash: a lane asks for the names of one order
/// several times in a row, and only the first time costs a hash.
///
/// Owned by its lane: call only under the lane's lock.
public final class NewestHash {

  private final KeyedHash hash;
  private @Nullable String newest;
  private long newestBits;

  public NewestHash(KeyedHash hash) {
    this.hash = hash;
  }

  /// The text's 64-bit hash.
  public long of(String text) {
    if (!text.equals(newest)) {
      newestBits = hash.of(text);
      newest = text;
    }
    return newestBits;
  }
}
